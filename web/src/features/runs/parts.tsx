/** What the pages about runs share: a status, a result bar, a run's name. */
import { Badge, Group, Progress, Text } from "@mantine/core";
import type { TFunction } from "i18next";
import { useTranslation } from "react-i18next";
import type { Schemas } from "../../api/client";
import { count } from "../../app/format";

export type Run = Schemas["RunOut"];

export const OUTCOMES = [
  "created", "updated", "deleted", "unchanged", "skipped", "invalid", "rejected", "unknown", "pending",
] as const;

const COLOURS: Record<(typeof OUTCOMES)[number], string> = {
  created: "matsu.6",
  updated: "ai.5",
  deleted: "ai.7",
  unchanged: "light-dark(var(--mantine-color-gray-4), var(--mantine-color-dark-4))",
  skipped: "gray.6",
  invalid: "shu.4",
  rejected: "shu.6",
  unknown: "yamabuki.4",
  pending: "yamabuki.2",
};

const STATUS: Record<string, string> = {
  done: "matsu",
  planned: "ai",
  planning: "ai",
  delivering: "ai",
  "done with rejects": "yamabuki",
};

export function runName(run: Run, t: TFunction): string {
  if (run.kind === "undo") return t("runs.undoOf", { number: run.of_run });
  if (run.kind === "retry") return t("runs.retryOf", { number: run.of_run });
  if (run.status === "planned") return t("runs.plan", { number: run.run });
  return t("runs.run", { number: run.run });
}

export function StatusBadge({ status }: { status: string }) {
  const { t } = useTranslation();
  return (
    <Badge variant="light" color={STATUS[status] ?? "shu"} autoContrast>
      {t(`status.${status}` as "status.done")}
    </Badge>
  );
}

export function OutcomeBar({ outcomes }: { outcomes: Record<string, number> }) {
  const { t, i18n } = useTranslation();
  const total = OUTCOMES.reduce((sum, name) => sum + (outcomes[name] ?? 0), 0);
  const said = OUTCOMES.filter((name) => outcomes[name]);
  if (!total) return <Text c="dimmed">–</Text>;
  return (
    <div>
      <Progress.Root size={6} aria-hidden>
        {said.map((name) => (
          <Progress.Section key={name} value={((outcomes[name] ?? 0) / total) * 100} color={COLOURS[name]} />
        ))}
      </Progress.Root>
      <Group gap="0 12px" mt={4}>
        {said.map((name) => (
          <Text key={name} size="xs" c="dimmed">
            {t(`outcome.${name}`)} {count(outcomes[name] ?? 0, i18n.language)}
          </Text>
        ))}
      </Group>
    </div>
  );
}
