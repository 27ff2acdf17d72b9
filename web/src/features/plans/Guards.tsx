/** Limits of the job that stop a plan, and who let it go on. */
import { Alert, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Schemas } from "../../api/client";
import { count } from "../../app/format";

type Guard = Omit<Schemas["GuardOut"], never>;

export function Guards({ guards, approved }: { guards: Guard[]; approved: string | null | undefined }) {
  const { t, i18n } = useTranslation();
  if (!guards.length) return null;
  return (
    <Alert color="yamabuki" mb="md" title={t("plan.guard")}>
      {guards.map((guard) => (
        <Text key={guard.guard + guard.task} size="md">
          {guard.task ? `${guard.task}: ` : ""}
          {t(`plan.guards.${guard.guard as "changes"}`, {
            found: count(guard.found, i18n.language),
            of: count(guard.of, i18n.language),
            limit: guard.limit || count(guard.allowed, i18n.language),
          })}{" "}
          {guard.final ? t("plan.final") : ""}
        </Text>
      ))}
      {approved ? <Text size="md">{t("plan.approvedBy", { who: approved })}</Text> : null}
    </Alert>
  );
}
