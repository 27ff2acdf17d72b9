import { Alert, Badge, Button, Group, Paper, Skeleton, Stack, Tabs, Text } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { api, take, type Schemas } from "../../api/client";
import { FaultAlert } from "../../app/Fault";
import { moment } from "../../app/format";
import { Page } from "../../app/Page";
import { Definition } from "./Definition";
import { LogLevel } from "./LogLevel";
import { Comments } from "../notes/Comments";
import { Labels } from "../notes/Labels";
import { LimitsTab } from "../limits/LimitsTab";
import { OutcomeBar, StatusBadge } from "../runs/parts";
import { AlertsTab } from "../schedule/AlertsTab";
import { words } from "../schedule/NextRuns";
import { ScheduleTab } from "../schedule/ScheduleTab";
import { TasksTab } from "../schedule/TasksTab";
import { RunsTable } from "../runs/RunsTable";
import { ask, useStart } from "../runs/starting";

type Job = Schemas["JobOut"];

export function JobPage() {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const { name } = useParams({ strict: false }) as { name: string };
  const found = useQuery({
    queryKey: ["job", name],
    queryFn: () => take(api.GET("/api/jobs/{name}", { params: { path: { name } } })),
  });
  const start = useStart((verb: "runs" | "plans") => (verb === "runs" ? ask.run(name) : ask.plan(name)));
  const pause = useMutation({
    mutationFn: (paused: boolean) =>
      take(api.PATCH("/api/jobs/{name}", { params: { path: { name } }, body: { paused } })),
    onSuccess: () => void queries.invalidateQueries({ queryKey: ["job", name] }),
  });
  const job = found.data;
  return (
    <Page
      title={name}
      sub={job ? `${job.source} → ${job.destination}` : ""}
      actions={
        job ? (
          <>
            <Button variant="subtle" onClick={() => pause.mutate(!job.paused)}>
              {t(job.paused ? "jobs.goOn" : "jobs.pause")}
            </Button>
            <Button variant="default" onClick={() => start.mutate("plans")} loading={start.isPending}>
              {t("jobs.changes")}
            </Button>
            <Button onClick={() => start.mutate("runs")} loading={start.isPending}>
              {t("jobs.runNow")}
            </Button>
          </>
        ) : null
      }
    >
      <FaultAlert error={found.error ?? start.error ?? pause.error} />
      {found.isPending ? <Skeleton h={300} /> : null}
      {job ? (
        <Tabs defaultValue="overview" keepMounted={false}>
          <Tabs.List mb="md">
            <Tabs.Tab value="overview">{t("jobs.overview")}</Tabs.Tab>
            <Tabs.Tab value="tasks">{t("jobs.tasks")}</Tabs.Tab>
            <Tabs.Tab value="schedule">{t("schedule.tab")}</Tabs.Tab>
            <Tabs.Tab value="alerts">{t("schedule.alerts.tab")}</Tabs.Tab>
            <Tabs.Tab value="limits">{t("limits.tab")}</Tabs.Tab>
            <Tabs.Tab value="runs">{t("jobs.runs")}</Tabs.Tab>
            <Tabs.Tab value="definition">{t("jobs.definition")}</Tabs.Tab>
          </Tabs.List>
          <Tabs.Panel value="overview">
            <Overview job={job} />
            <Comments of={job.name} />
          </Tabs.Panel>
          <Tabs.Panel value="tasks">
            <TasksTab job={job} />
          </Tabs.Panel>
          <Tabs.Panel value="schedule">
            <ScheduleTab name={name} />
          </Tabs.Panel>
          <Tabs.Panel value="alerts">
            <AlertsTab name={name} />
          </Tabs.Panel>
          <Tabs.Panel value="limits">
            <LimitsTab job={job} />
          </Tabs.Panel>
          <Tabs.Panel value="runs">
            <JobRuns name={name} />
          </Tabs.Panel>
          <Tabs.Panel value="definition">
            <Definition job={job} />
          </Tabs.Panel>
        </Tabs>
      ) : null}
    </Page>
  );
}

function Overview({ job }: { job: Job }) {
  const { t, i18n } = useTranslation();
  return (
    <Paper className="card" p="md">
      <Stack gap="sm">
        <Group gap="xs">
          {job.paused ? (
            <Badge variant="light" color="gray" autoContrast>
              {t("jobs.paused")}
            </Badge>
          ) : null}
          {job.last_run ? <StatusBadge status={job.last_run.status} /> : <Text c="dimmed">{t("runs.none")}</Text>}
          <Text c="dimmed">{moment(job.last_run?.started ?? null, i18n.language)}</Text>
        </Group>
        {job.last_run ? <OutcomeBar outcomes={job.last_run.outcomes} /> : null}
        {job.last_run?.cause ? <Alert color="yamabuki">{job.last_run.cause}</Alert> : null}
        <Text size="sm">
          {words(job, i18n.language) || t("schedule.byHand")}
          {job.next_run !== null ? ` · ${t("schedule.next")}: ${moment(job.next_run, i18n.language)}` : ""}
        </Text>
        <Text size="sm" c="dimmed">
          {t("jobs.owner")}: {job.owner}
        </Text>
        <Labels job={job} />
        <LogLevel job={job} />
      </Stack>
    </Paper>
  );
}

function JobRuns({ name }: { name: string }) {
  const { t } = useTranslation();
  const found = useQuery({
    queryKey: ["runs", "of", name],
    queryFn: () => take(api.GET("/api/runs", { params: { query: { job: name } } })),
  });
  if (found.error) return <FaultAlert error={found.error} />;
  return (
    <Paper className="card">
      {found.data?.runs.length ? (
        <RunsTable runs={found.data.runs} withJob={false} />
      ) : (
        <Text p="md" c="dimmed">
          {t("runs.none")}
        </Text>
      )}
    </Paper>
  );
}
