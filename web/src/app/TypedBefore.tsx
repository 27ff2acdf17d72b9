import { Alert, Button } from "@mantine/core";
import { useTranslation } from "react-i18next";

/** Says that what was typed before is back, and lets it go. */
export function TypedBefore({ onKeep, onDiscard }: { onKeep: () => void; onDiscard: () => void }) {
  const { t } = useTranslation();
  return (
    <Alert color="ai" mb="md" withCloseButton onClose={onKeep} closeButtonLabel={t("common.close")}>
      {t("common.typedBefore")}{" "}
      <Button variant="subtle" size="compact-sm" onClick={onDiscard}>
        {t("form.discard")}
      </Button>
    </Alert>
  );
}
