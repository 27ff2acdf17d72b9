/** A run's log: a line for each phase of each task, by level, without values. */
import { Badge, Button, Group, Paper, SegmentedControl, Table, Text } from "@mantine/core";
import { IconDownload } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, take } from "../../api/client";
import { FaultAlert } from "../../app/Fault";
import { count } from "../../app/format";
import { save } from "../../app/download";

const COLOURS: Record<string, string> = { info: "gray", warning: "yamabuki", error: "shu" };

export function RunLog({ run }: { run: number }) {
  const { t, i18n } = useTranslation();
  const [level, setLevel] = useState("all");
  const found = useQuery({
    queryKey: ["log", run],
    queryFn: () => take(api.GET("/api/runs/{number}/log", { params: { path: { number: run } } })),
  });
  const lines = (found.data ?? []).filter((line) => level === "all" || line.level === level);
  return (
    <Paper className="card">
      <Group p="md" justify="space-between">
        <SegmentedControl
          size="sm"
          value={level}
          onChange={setLevel}
          data={["all", "debug", "info", "warning", "error"].map((each) => ({
            value: each,
            label: t(`runs.level.${each as "all"}`),
          }))}
        />
        <Button
          size="sm"
          variant="default"
          disabled={!found.data?.length}
          leftSection={<IconDownload size={16} aria-hidden />}
          onClick={() => save(`hakobu-run-${run}.jsonl`, (found.data ?? []).map((line) => JSON.stringify(line) + "\n"))}
        >
          {t("runs.logDownload")}
        </Button>
      </Group>
      <FaultAlert error={found.error} />
      {found.isSuccess && !lines.length ? (
        <Text p="md" c="dimmed">
          {t("runs.noLog")}
        </Text>
      ) : null}
      {lines.length ? (
        <Table.ScrollContainer minWidth={620}>
          <Table>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{t("runs.logHead.time")}</Table.Th>
                <Table.Th>{t("runs.logHead.level")}</Table.Th>
                <Table.Th>{t("runs.logHead.task")}</Table.Th>
                <Table.Th>{t("runs.logHead.step")}</Table.Th>
                <Table.Th ta="right">{t("runs.logHead.rows")}</Table.Th>
                <Table.Th ta="right">{t("runs.calls")}</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {lines.map((line, index) => (
                <Table.Tr key={index}>
                  <Table.Td>
                    <code>{new Date(line.time).toLocaleTimeString(i18n.language)}</code>
                  </Table.Td>
                  <Table.Td>
                    <Badge variant="light" color={COLOURS[line.level] ?? "gray"} autoContrast>
                      {t(`runs.level.${line.level as "info"}`, { defaultValue: line.level })}
                    </Badge>
                  </Table.Td>
                  <Table.Td>{line.task}</Table.Td>
                  <Table.Td>
                    {line.phase
                      ? t(`phase.${line.phase as "read"}`, { defaultValue: line.phase })
                      : t(`runs.event.${line.event as "begin"}`, { defaultValue: line.event })}
                    {typeof line.more.request === "string" ? (
                      <Text span size="xs" c="dimmed" ml="xs">
                        {t("runs.logRequest", { request: line.more.request })}
                      </Text>
                    ) : null}
                  </Table.Td>
                  <Table.Td ta="right">
                    {line.rows === null || line.rows === undefined
                      ? ""
                      : line.seconds === null || line.seconds === undefined
                        ? t("runs.logStep", { rows: count(line.rows, i18n.language) })
                        : t("runs.logRows", { rows: count(line.rows, i18n.language), seconds: line.seconds })}
                  </Table.Td>
                  <Table.Td ta="right">
                    {line.calls ? t("runs.logCalls", { calls: line.calls, credits: line.credits ?? 0 }) : ""}
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      ) : null}
    </Paper>
  );
}
