/** Something that is shown only now, to be copied. */
import { Alert, Button, Code, CopyButton, Stack, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";

export function Once({ text, help }: { text: string; help: string }) {
  const { t } = useTranslation();
  return (
    <Stack gap="sm">
      <Text>{help}</Text>
      <Code block style={{ whiteSpace: "pre-wrap", overflowWrap: "anywhere" }}>
        {text}
      </Code>
      <Alert color="yamabuki">{t("security.once")}</Alert>
      <CopyButton value={text}>
        {({ copied, copy }) => (
          <Button onClick={copy} variant={copied ? "default" : "filled"}>
            {t(copied ? "form.copied" : "form.copy")}
          </Button>
        )}
      </CopyButton>
    </Stack>
  );
}
