/** A run's log: a line for each phase of each task, by level, without values. */
import { Badge, Group, Paper, SegmentedControl, Table, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, take } from "../../api/client";
import { FaultAlert } from "../../app/Fault";
import { count } from "../../app/format";

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
      <Group p="md">
        <SegmentedControl
          size="sm"
          value={level}
          onChange={setLevel}
          data={["all", "info", "warning", "error"].map((each) => ({
            value: each,
            label: t(`runs.level.${each as "all"}`),
          }))}
        />
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
            <Table.Tbody>
              {lines.map((line, index) => (
                <Table.Tr key={index}>
                  <Table.Td>
                    <code>{new Date(line.time).toLocaleTimeString(i18n.language)}</code>
                  </Table.Td>
                  <Table.Td>
                    <Badge variant="light" color={COLOURS[line.level] ?? "gray"} tt="none" radius={5} autoContrast>
                      {t(`runs.level.${line.level as "info"}`, { defaultValue: line.level })}
                    </Badge>
                  </Table.Td>
                  <Table.Td>{line.task}</Table.Td>
                  <Table.Td>
                    {line.phase
                      ? t(`phase.${line.phase as "read"}`, { defaultValue: line.phase })
                      : t(`runs.event.${line.event as "begin"}`, { defaultValue: line.event })}
                  </Table.Td>
                  <Table.Td ta="right">
                    {line.rows === null || line.rows === undefined
                      ? ""
                      : t("runs.logRows", { rows: count(line.rows, i18n.language), seconds: line.seconds ?? 0 })}
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
