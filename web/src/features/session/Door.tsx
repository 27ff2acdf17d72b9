/** The frame of the pages before one is signed in: a form on a card, and the choice of language. */
import { Anchor, Center, Group, Paper, Stack, Text, Title } from "@mantine/core";
import { useEffect, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { speak } from "../../texts";

export function Door({ title, onSubmit, children }: { title: string; onSubmit: () => void; children: ReactNode }) {
  const { t } = useTranslation();
  useEffect(() => {
    document.title = `${title} · ${t("app.name")}`;
  }, [title, t]);
  return (
    <Center component="main" mih="100vh" p="md">
      <Paper p="xl" w={440} className="card">
        <form
          onSubmit={(event) => {
            event.preventDefault();
            onSubmit();
          }}
        >
          <Stack gap="md">
            <Group gap={10}>
              <img src="/assets/mark.svg" width={26} height={26} alt="" />
              <Text fw={650} size="15px">
                {t("app.name")}
              </Text>
            </Group>
            <Title order={1}>{title}</Title>
            {children}
            <LanguageLinks />
          </Stack>
        </form>
      </Paper>
    </Center>
  );
}

function LanguageLinks() {
  return (
    <Text size="sm" c="dimmed">
      {(["en", "ja"] as const).map((language, index) => (
        <span key={language}>
          {index ? " · " : ""}
          <Anchor component="button" type="button" size="sm" lang={language} onClick={() => speak(language)}>
            {language === "en" ? "English" : "日本語"}
          </Anchor>
        </span>
      ))}
    </Text>
  );
}
