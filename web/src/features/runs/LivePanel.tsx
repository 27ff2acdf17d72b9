import { Alert, Button, Group, Paper, Progress, Table, Text, Title } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { api, take } from "../../api/client";
import { FaultAlert } from "../../app/Fault";
import { count, duration } from "../../app/format";
import type { Live, LiveTask, Pace } from "./live";
import { OutcomeBar } from "./parts";

/** A run at work: phase, progress, pace and counts of each task, and the way to stop it. */
export function LivePanel({ ticket, live }: { ticket: number; live: Live }) {
  const { t, i18n } = useTranslation();
  const stop = useMutation({
    mutationFn: () => take(api.POST("/api/tickets/{number}/stop", { params: { path: { number: ticket } } })),
  });
  const credits = live.tasks.reduce((most, task) => Math.max(most, task.credits), 0); // the client counts on
  const calls = live.tasks.reduce((most, task) => Math.max(most, task.calls), 0);
  const counts = live.tasks.reduce<Record<string, number>>((all, task) => {
    for (const [name, number] of Object.entries(task.counts)) all[name] = (all[name] ?? 0) + number;
    return all;
  }, {});
  const told = Object.values(counts).reduce((sum, one) => sum + one, 0);
  return (
    <Paper className="card" p="md" mb="md" aria-live="polite">
      <Group justify="space-between" mb="sm">
        <Title order={2}>{t("runs.progress")}</Title>
        {live.ended || live.state === "held" ? null : (
          <Button variant="default" onClick={() => stop.mutate()} disabled={stop.isSuccess}>
            {t("runs.stop")}
          </Button>
        )}
      </Group>
      <FaultAlert error={stop.error} />
      {stop.isSuccess && !live.ended ? <Text>{t("runs.stopping")}</Text> : null}
      {live.lost ? <Alert color="yamabuki">{t("runs.gone")}</Alert> : null}
      {live.state === "waiting" ? <Text c="dimmed">{t("runs.waiting")}</Text> : null}
      {live.state === "held" ? (
        <Alert color="yamabuki" mb="sm">
          {t("runs.held")}{" "}
          <Link to="/settings/approvals" className="link">
            {t("security.approvals.title")}
          </Link>
        </Alert>
      ) : null}
      {live.cause ? <Alert color="shu">{live.cause}</Alert> : null}
      {told ? <OutcomeBar outcomes={counts} /> : null}
      <Group gap="lg" my="xs">
        {told ? <Text size="sm">{t("runs.told", { count: told, number: count(told, i18n.language) })}</Text> : null}
        <Text size="sm">
          {t("runs.credits")} {count(credits, i18n.language)} · {t("runs.calls")} {count(calls, i18n.language)}
        </Text>
        <Chart rates={live.rates} />
      </Group>
      {live.tasks.length ? (
        <Table.ScrollContainer minWidth={560}>
          <Table>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{t("runs.logHead.task")}</Table.Th>
                <Table.Th>{t("runs.logHead.step")}</Table.Th>
                <Table.Th>{t("runs.progress")}</Table.Th>
                <Table.Th ta="right">{t("runs.logHead.rows")}</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {live.tasks.map((task) => (
                <TaskLine key={task.task} task={task} pace={live.paces[task.task]} ended={live.ended} />
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      ) : null}
    </Paper>
  );
}

function TaskLine({ task, pace, ended }: { task: LiveTask; pace: Pace | undefined; ended: boolean }) {
  const { t, i18n } = useTranslation();
  const known = task.total !== null && task.total > 0;
  const rate = pace?.rate ?? 0;
  const left = known && rate > 0 ? ((task.total ?? 0) - task.done) / rate : null;
  return (
    <Table.Tr>
      <Table.Td w="20%">{task.task || "–"}</Table.Td>
      <Table.Td w="18%">
        {t(`phase.${task.phase as "read"}`)} {task.message}
      </Table.Td>
      <Table.Td>
        <Progress
          value={known ? (task.done / (task.total ?? 1)) * 100 : 100}
          striped={!known && !ended}
          animated={!known && !ended}
          aria-label={`${t("runs.progress")}: ${task.task}`}
        />
      </Table.Td>
      <Table.Td ta="right" w="30%">
        {count(task.done, i18n.language)}
        {known ? ` / ${count(task.total ?? 0, i18n.language)}` : ""}
        {rate >= 1 && !ended ? ` · ${t("runs.rate", { rate: count(Math.round(rate), i18n.language) })}` : ""}
        {left !== null && left > 1 && !ended ? ` · ${t("runs.left", { time: duration(left, i18n.language) })}` : ""}
      </Table.Td>
    </Table.Tr>
  );
}

/** Rows a second, as the page heard of them. */
function Chart({ rates }: { rates: number[] }) {
  const { t } = useTranslation();
  const most = Math.max(...rates, 0);
  if (most <= 0 || rates.length < 3) return null;
  const points = rates.map((rate, index) => `${(index / (rates.length - 1)) * 120},${23 - (rate / most) * 22}`);
  return (
    <svg width={120} height={24} role="img" aria-label={t("runs.chart")} style={{ color: "var(--mantine-color-ai-5)" }}>
      <polyline points={points.join(" ")} fill="none" stroke="currentColor" strokeWidth={1.5} />
    </svg>
  );
}
