/** The audit log, filtered, and whether its chain holds. */
import { Alert, Button, Group, Paper, Select, Skeleton, Table, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, take } from "../../api/client";
import { FaultAlert } from "../../app/Fault";
import { count, moment, zoneName } from "../../app/format";
import { MoreButton } from "../../app/MoreButton";
import { SettingsPage } from "./SettingsPage";

const start = (day: string) => (day ? new Date(`${day}T00:00:00`).getTime() / 1000 : undefined);

export function Audit() {
  const { t, i18n } = useTranslation();
  const queries = useQueryClient();
  const [filter, setFilter] = useState({ who: "", action: "", text: "", from: "", to: "" });
  const [wanted] = useDebouncedValue(filter, 300);
  const until = start(wanted.to);
  const found = useInfiniteQuery({
    queryKey: ["audit", wanted],
    initialPageParam: undefined as number | undefined,
    queryFn: ({ pageParam }) =>
      take(
        api.GET("/api/audit", {
          params: {
            query: {
              before: pageParam,
              who: wanted.who,
              action: wanted.action,
              text: wanted.text,
              since: start(wanted.from),
              until: until === undefined ? undefined : until + 86_400,
            },
          },
        }),
      ),
    getNextPageParam: (page) => page.next_before ?? undefined,
  });
  const verify = useMutation({
    mutationFn: () => take(api.POST("/api/audit/verification")),
    onSettled: () => queries.invalidateQueries({ queryKey: ["audit"] }),
  });
  const chain = verify.data ?? found.data?.pages[0]?.chain;
  const lines = found.data?.pages.flatMap((page) => page.lines) ?? [];
  const set = (name: keyof typeof filter, value: string) => setFilter((before) => ({ ...before, [name]: value }));
  return (
    <SettingsPage
      title={t("settings.audit")}
      sub={t("common.showsWhat", { zone: zoneName() })}
      actions={
        <Button variant="default" onClick={() => verify.mutate()} loading={verify.isPending}>
          {t("security.audit.verify")}
        </Button>
      }
    >
      <FaultAlert error={found.error ?? verify.error} />
      {chain ? (
        <Alert color={chain.broken_at === null ? (chain.whole ? "matsu" : "gray") : "shu"} mb="md">
          {chain.broken_at !== null
            ? t("settings.broken", { line: chain.broken_at })
            : t(chain.whole ? "security.audit.whole" : "security.audit.part", {
                line: count(chain.through, i18n.language),
              })}
        </Alert>
      ) : null}
      <Group mb="md" gap="sm" align="flex-end">
        <TextInput
          label={t("settings.who")}
          value={filter.who}
          onChange={(event) => set("who", event.currentTarget.value)}
        />
        <Select
          label={t("settings.action")}
          data={Object.entries(found.data?.pages[0]?.action_names ?? {}).map(([value, label]) => ({ value, label }))}
          value={filter.action || null}
          onChange={(value) => set("action", value ?? "")}
          clearable
          searchable
        />
        <TextInput
          label={t("settings.what")}
          value={filter.text}
          onChange={(event) => set("text", event.currentTarget.value)}
        />
        <TextInput
          type="date"
          label={t("security.audit.from")}
          value={filter.from}
          onChange={(event) => set("from", event.currentTarget.value)}
        />
        <TextInput
          type="date"
          label={t("security.audit.to")}
          value={filter.to}
          onChange={(event) => set("to", event.currentTarget.value)}
        />
      </Group>
      <Paper className="card">
        {found.isPending ? <Skeleton h={200} /> : null}
        <Table.ScrollContainer minWidth={720}>
          <Table>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{t("settings.when")}</Table.Th>
                <Table.Th>{t("settings.who")}</Table.Th>
                <Table.Th>{t("settings.action")}</Table.Th>
                <Table.Th>{t("settings.what")}</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {lines.map((line) => (
                <Table.Tr key={line.seq}>
                  <Table.Td style={{ whiteSpace: "nowrap" }}>{moment(line.at, i18n.language)}</Table.Td>
                  <Table.Td>{line.said.who}</Table.Td>
                  <Table.Td>{line.said.action}</Table.Td>
                  <Table.Td style={{ overflowWrap: "anywhere" }}>{line.said.what}</Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      </Paper>
      <MoreButton of={found} />
    </SettingsPage>
  );
}
