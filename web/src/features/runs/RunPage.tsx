import { Alert, Button, Grid, Group, Paper, Skeleton, Table, Tabs, Text, Title } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, Navigate, useParams } from "@tanstack/react-router";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { api, take, type Schemas } from "../../api/client";
import { AsCommand, word } from "../../app/AsCommand";
import { FaultAlert } from "../../app/Fault";
import { count, duration, moment } from "../../app/format";
import { Page } from "../../app/Page";
import { Comments } from "../notes/Comments";
import { Guards } from "../plans/Guards";
import { Causes } from "../failed/Causes";
import { useLive } from "./live";
import { LivePanel } from "./LivePanel";
import { OUTCOMES, OutcomeBar, runName, StatusBadge, type Run } from "./parts";
import { RunLog } from "./RunLog";
import { ask, useStart } from "./starting";

const OPEN = ["stopped", "interrupted", "incomplete"];

export function RunPage() {
  const { t } = useTranslation();
  const { number } = useParams({ strict: false }) as { number: string };
  const queries = useQueryClient();
  const found = useQuery({
    queryKey: ["run", number],
    queryFn: () => take(api.GET("/api/runs/{number}", { params: { path: { number: Number(number) } } })),
  });
  const ticket = found.data?.ticket ?? null;
  const live = useLive(ticket);
  useEffect(() => {
    if (live.ended) void queries.invalidateQueries({ queryKey: ["run", number] });
  }, [live.ended, number, queries]);
  const run = found.data;
  if (run?.status === "planned" && ticket === null && !found.isFetching)
    return <Navigate to="/plans/$number" params={{ number }} replace />;
  return (
    <Page
      title={run ? runName(run, t) : t("runs.run", { number })}
      sub={
        run ? (
          <Group gap="xs">
            <Link to="/jobs/$name" params={{ name: run.job }} className="link">
              {run.job}
            </Link>
            <StatusBadge status={run.status} />
          </Group>
        ) : null
      }
      actions={run && ticket === null ? <Actions run={run} /> : null}
    >
      <FaultAlert error={found.error} />
      {found.isPending ? <Skeleton h={240} /> : null}
      {ticket !== null ? <LivePanel ticket={ticket} live={live} /> : null}
      {run ? <Told run={run} atWork={ticket !== null} /> : null}
    </Page>
  );
}

function Actions({ run }: { run: Run }) {
  const { t } = useTranslation();
  const undo = useStart(() => ask.undo(run.run));
  const retry = useStart(() => ask.retry(run.run));
  const resume = useStart(() => ask.run(run.job));
  const of = (name: string) => run.outcomes[name] ?? 0;
  const wrote = of("created") + of("updated") + of("deleted");
  const failed = of("invalid") + of("rejected");
  const planned = run.tasks.length > 0;
  return (
    <>
      <FaultAlert error={undo.error ?? retry.error ?? resume.error} />
      {planned ? (
        <Button variant="default" component={Link} to={`/plans/${run.run}`}>
          {t(run.status === "guard" ? "plan.look" : "runs.whatChanged")}
        </Button>
      ) : null}
      {failed ? (
        <Button variant="default" onClick={() => retry.mutate(undefined)} loading={retry.isPending}>
          {t("runs.resend")}
        </Button>
      ) : null}
      {OPEN.includes(run.status) && run.kind !== "undo" ? (
        <Button onClick={() => resume.mutate(undefined)} loading={resume.isPending}>
          {t("runs.resume")}
        </Button>
      ) : null}
      {wrote && run.kind !== "undo" ? (
        <Button variant="default" onClick={() => undo.mutate(undefined)} loading={undo.isPending}>
          {t("runs.undo")}
        </Button>
      ) : null}
    </>
  );
}

function Told({ run, atWork }: { run: Run; atWork: boolean }) {
  const { t, i18n } = useTranslation();
  const sum = Object.values(run.outcomes).reduce((all, one) => all + one, 0);
  const failed = (run.outcomes["invalid"] ?? 0) + (run.outcomes["rejected"] ?? 0);
  return (
    <>
      {run.cause ? (
        <Alert color={run.status === "failed" ? "shu" : "yamabuki"} mb="md">
          {run.cause}
        </Alert>
      ) : null}
      <Guards guards={run.guards as Schemas["GuardOut"][]} approved={run.approved_by} />
      <Grid mb="md" gap="sm">
        {OUTCOMES.filter((name) => run.outcomes[name]).map((name) => (
          <Grid.Col key={name} span={{ base: 6, sm: 3, lg: 2 }}>
            <Paper className="card" p="sm" h="100%">
              <Text component="div" fz={22} fw={640}>
                {count(run.outcomes[name] ?? 0, i18n.language)}
              </Text>
              <Text size="sm" c="dimmed">
                {t(`outcome.${name}`)}
              </Text>
            </Paper>
          </Grid.Col>
        ))}
      </Grid>
      <Text c="dimmed" mb="md">
        {atWork
          ? ""
          : `${t("runs.addsUp", {
              total: count(run.read + run.carried + run.mirrored, i18n.language),
              sum: count(sum, i18n.language),
            })} · `}
        {t("runs.started")} {moment(run.started, i18n.language)} · {t("runs.took")}{" "}
        {duration(run.seconds, i18n.language)} · {t("runs.credits")} {count(run.credits, i18n.language)} · {t("runs.calls")}{" "}
        {count(run.calls, i18n.language)}
      </Text>
      <Tabs defaultValue="tasks" keepMounted={false}>
        <Tabs.List mb="md">
          <Tabs.Tab value="tasks">{t("runs.tasks")}</Tabs.Tab>
          {failed ? (
            <Tabs.Tab value="failed">
              {t("runs.failedRows")} ({count(failed, i18n.language)})
            </Tabs.Tab>
          ) : null}
          <Tabs.Tab value="log">{t("runs.log")}</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="tasks">
          <TaskTable run={run} />
        </Tabs.Panel>
        <Tabs.Panel value="failed">
          <Causes run={run.run} />
        </Tabs.Panel>
        <Tabs.Panel value="log">
          <RunLog run={run.run} />
        </Tabs.Panel>
      </Tabs>
      <Comments of={run.run} />
      <AsCommand
        job={run.job}
        commands={[
          { what: t("command.showRun"), line: `hakobu runs ${run.run}` },
          { what: t("jobs.runNow"), line: `hakobu run ${word(run.file)} --job ${word(run.job)}` },
          { what: t("runs.undo"), line: `hakobu undo ${run.run}` },
          ...(failed ? [{ what: t("runs.resend"), line: `hakobu retry ${run.run}` }] : []),
          ...(run.status === "guard" ? [{ what: t("plan.approve"), line: `hakobu approve ${run.run}` }] : []),
        ]}
      />
    </>
  );
}

function TaskTable({ run }: { run: Run }) {
  const { t } = useTranslation();
  return (
    <Paper className="card">
      <Title order={2} p="md">
        {t("runs.tasks")}
      </Title>
      <Table.ScrollContainer minWidth={620}>
        <Table>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t("jobs.tasks")}</Table.Th>
              <Table.Th>{t("jobs.module")}</Table.Th>
              <Table.Th>{t("jobs.operation")}</Table.Th>
              <Table.Th w="45%">{t("runs.result")}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {run.tasks.map((task) => (
              <Table.Tr key={task.task}>
                <Table.Td>{task.task}</Table.Td>
                <Table.Td>{task.module}</Table.Td>
                <Table.Td>{t(`operation.${task.operation as "insert"}`, { defaultValue: task.operation })}</Table.Td>
                <Table.Td miw={180}>
                  <OutcomeBar outcomes={task.outcomes} />
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
    </Paper>
  );
}
