import { Group, Paper, Select, Skeleton, Text } from "@mantine/core";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, take } from "../../api/client";
import { FaultAlert } from "../../app/Fault";
import { byName, zoneName } from "../../app/format";
import { MoreButton } from "../../app/MoreButton";
import { Empty, Page } from "../../app/Page";
import { ALL, SavedFilters, type Sought } from "../notes/SavedFilters";
import { RunsTable } from "./RunsTable";

const STATUSES = ["planned", "delivering", "done", "done with rejects", "guard", "stopped", "interrupted", "incomplete", "failed"] as const;
const KINDS = ["run", "plan", "retry", "undo"] as const;

export function Runs() {
  const { t, i18n } = useTranslation();
  const [sought, setSought] = useState<Sought>(ALL);
  const narrow = (more: Partial<Sought>) => setSought({ ...sought, ...more });
  const [job, status, kind] = [sought.job || null, sought.status || null, sought.kind || null];
  const jobs = useQuery({ queryKey: ["jobs"], queryFn: () => take(api.GET("/api/jobs")) });
  const found = useInfiniteQuery({
    queryKey: ["runs", job, status, kind],
    initialPageParam: undefined as number | undefined,
    queryFn: ({ pageParam }) =>
      take(
        api.GET("/api/runs", {
          params: {
            query: {
              before: pageParam,
              job: job ?? undefined,
              status: status ?? undefined,
              kind: kind ?? undefined,
            },
          },
        }),
      ),
    getNextPageParam: (page) => page.next_before ?? undefined,
    refetchInterval: 5_000,
  });
  const runs = found.data?.pages.flatMap((page) => page.runs) ?? [];
  const filtered = job !== null || status !== null || kind !== null;
  return (
    <Page title={t("runs.title")} sub={`${t("runs.sub")} ${t("common.showsWhat", { zone: zoneName() })}`}>
      <FaultAlert error={found.error} />
      <Group mb="md" gap="sm">
        <Select
          clearable
          searchable
          size="sm"
          aria-label={t("jobs.name")}
          placeholder={t("runs.everyJob")}
          data={byName(jobs.data ?? [], (each) => each.name, i18n.language).map((each) => each.name)}
          value={job}
          onChange={(value) => narrow({ job: value ?? "" })}
        />
        <Select
          clearable
          size="sm"
          aria-label={t("jobs.status")}
          placeholder={t("runs.everyStatus")}
          data={STATUSES.map((each) => ({ value: each, label: t(`status.${each}`) }))}
          value={status}
          onChange={(value) => narrow({ status: value ?? "" })}
        />
        <Select
          clearable
          size="sm"
          aria-label={t("runs.kind")}
          placeholder={t("runs.everyKind")}
          data={KINDS.map((each) => ({ value: each, label: t(`runs.kinds.${each}`) }))}
          value={kind}
          onChange={(value) => narrow({ kind: value ?? "" })}
        />
        <SavedFilters page="runs" sought={sought} onPick={setSought} />
      </Group>
      <Paper className="card">
        {found.isPending ? <Skeleton h={200} /> : null}
        {found.isSuccess && !runs.length ? (
          <Empty title={t(filtered ? "runs.noneSuch" : "runs.none")} help={t(filtered ? "runs.noneSuchHelp" : "runs.noneHelp")} />
        ) : null}
        {runs.length ? <RunsTable runs={runs} /> : null}
      </Paper>
      {found.data?.pages[0] ? (
        <Text size="sm" c="dimmed" mt="sm">
          {t("runs.kept", { days: found.data.pages[0].kept_days })}
        </Text>
      ) : null}
      <MoreButton of={found} />
    </Page>
  );
}
