/** Rows by result per day, as bars, and as a table for whoever cannot see them. */
import { Group, Paper, Table, Text, Title, UnstyledButton } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useTranslation } from "react-i18next";
import type { Schemas } from "../../api/client";
import { count, dates } from "../../app/format";

type Day = Schemas["DayOut"];

const PARTS = [
  { key: "written", outcomes: ["created", "updated", "deleted"], color: "var(--mantine-color-matsu-6)" },
  { key: "unchanged", outcomes: ["unchanged", "skipped"], color: "var(--mantine-color-gray-5)" },
  { key: "failedRows", outcomes: ["invalid", "rejected", "unknown"], color: "var(--mantine-color-shu-5)" },
  { key: "pending", outcomes: ["pending"], color: "var(--mantine-color-yamabuki-4)" },
] as const;

export function DaysChart({ days }: { days: Day[] }) {
  const { t, i18n } = useTranslation();
  const [opened, { toggle }] = useDisclosure();
  const sums = days.map((day) =>
    PARTS.map((part) => part.outcomes.reduce((sum, name) => sum + (day.outcomes[name] ?? 0), 0)),
  );
  const most = Math.max(...sums.map((parts) => parts.reduce((sum, each) => sum + each, 0)), 0);
  const short = (day: string) =>
    dates(i18n.language, { month: "numeric", day: "numeric", timeZone: "UTC" }).format(new Date(day));
  return (
    <Paper className="card" p="md">
      <Title order={2} mb="sm">
        {t("overview.days")}
      </Title>
      {most ? (
        <>
          <div className="chart" aria-hidden>
            {days.map((day, index) => (
              <div key={day.day}>
                {[...PARTS].reverse().map((part, back) => {
                  const value = sums[index]?.[PARTS.length - 1 - back] ?? 0;
                  const height = value ? `max(2px, ${(value / most) * 85}%)` : 0;
                  return <div key={part.key} style={{ height, background: part.color }} />;
                })}
                <Text size="xs" c="dimmed" className="tick">
                  {(days.length - 1 - index) % 3 ? "\u00a0" : short(day.day)}
                </Text>
              </div>
            ))}
          </div>
          <Group gap="md" mt="xs" justify="space-between">
            <Group gap="md" aria-hidden>
              {PARTS.map((part) => (
                <Group gap={6} key={part.key}>
                  <span style={{ width: 10, height: 10, borderRadius: 2, background: part.color }} />
                  <Text size="xs" c="dimmed">
                    {t(`overview.${part.key}`)}
                  </Text>
                </Group>
              ))}
            </Group>
            <UnstyledButton className="link" fz="sm" onClick={toggle} aria-expanded={opened}>
              {t("overview.table")}
            </UnstyledButton>
          </Group>
        </>
      ) : (
        <Text c="dimmed">{t("overview.daysNone")}</Text>
      )}
      {opened ? (
        <Table mt="sm" horizontalSpacing="xs" verticalSpacing={4}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t("overview.day")}</Table.Th>
              {PARTS.map((part) => (
                <Table.Th key={part.key} ta="right">
                  {t(`overview.${part.key}`)}
                </Table.Th>
              ))}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {days.map((day, index) => (
              <Table.Tr key={day.day}>
                <Table.Td>{short(day.day)}</Table.Td>
                {PARTS.map((part, place) => (
                  <Table.Td key={part.key} ta="right">
                    {count(sums[index]?.[place] ?? 0, i18n.language)}
                  </Table.Td>
                ))}
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      ) : null}
    </Paper>
  );
}
