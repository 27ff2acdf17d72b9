import { Alert, Button, Group, Paper, Progress, Table, Text, Title } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { api, take } from "../../api/client";
import { FaultAlert } from "../../app/Fault";
import { count } from "../../app/format";
import type { Live } from "./live";
import { OutcomeBar } from "./parts";

/** A run at work: phase, progress and counts of each task, and the way to stop it. */
export function LivePanel({ ticket, live }: { ticket: number; live: Live }) {
  const { t, i18n } = useTranslation();
  const stop = useMutation({
    mutationFn: () => take(api.POST("/api/tickets/{number}/stop", { params: { path: { number: ticket } } })),
  });
  return (
    <Paper className="card" p="md" mb="md" aria-live="polite">
      <Group justify="space-between" mb="sm">
        <Title order={2}>{t("runs.progress")}</Title>
        {live.ended ? null : (
          <Button variant="default" onClick={() => stop.mutate()} disabled={stop.isSuccess}>
            {t("runs.stop")}
          </Button>
        )}
      </Group>
      <FaultAlert error={stop.error} />
      {stop.isSuccess && !live.ended ? <Text>{t("runs.stopping")}</Text> : null}
      {live.lost ? <Alert color="yamabuki">{t("runs.gone")}</Alert> : null}
      {live.state === "waiting" ? <Text c="dimmed">{t("runs.waiting")}</Text> : null}
      {live.cause ? <Alert color="shu">{live.cause}</Alert> : null}
      <Table>
        <Table.Tbody>
          {live.tasks.map((task) => (
            <Table.Tr key={task.task}>
              <Table.Td w="22%">{task.task || "–"}</Table.Td>
              <Table.Td w="18%">{t(`phase.${task.phase}` as "phase.read")}</Table.Td>
              <Table.Td>
                <Progress
                  value={task.total ? (task.done / task.total) * 100 : 100}
                  striped={task.total === null}
                  animated={task.total === null}
                  aria-label={t("runs.progress")}
                />
                <OutcomeBar outcomes={task.counts} />
              </Table.Td>
              <Table.Td ta="right" w="16%">
                {count(task.done, i18n.language)}
                {task.total === null ? "" : ` / ${count(task.total, i18n.language)}`}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Paper>
  );
}
