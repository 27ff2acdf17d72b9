import { Alert, Grid, Group, Paper, Skeleton, Table, Text, Title } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { api, take } from "../../api/client";
import { FaultAlert } from "../../app/Fault";
import { count, duration, moment, zoneName } from "../../app/format";
import { Page } from "../../app/Page";
import { useLive } from "./live";
import { LivePanel } from "./LivePanel";
import { OUTCOMES, OutcomeBar, runName, StatusBadge, type Run } from "./parts";

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
    >
      <FaultAlert error={found.error} />
      {found.isPending ? <Skeleton h={240} /> : null}
      {ticket !== null ? <LivePanel ticket={ticket} live={live} /> : null}
      {run ? <Told run={run} /> : null}
    </Page>
  );
}

function Told({ run }: { run: Run }) {
  const { t, i18n } = useTranslation();
  const sum = Object.values(run.outcomes).reduce((all, one) => all + one, 0);
  return (
    <>
      {run.cause ? (
        <Alert color={run.status === "failed" ? "shu" : "yamabuki"} mb="md">
          {run.cause}
        </Alert>
      ) : null}
      <Grid mb="md" gap="sm">
        {OUTCOMES.filter((name) => run.outcomes[name]).map((name) => (
          <Grid.Col key={name} span={{ base: 6, sm: 3, lg: 2 }}>
            <Paper className="card" p="sm">
              <Text fz={22} fw={640}>
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
        {t("runs.addsUp", { total: count(run.read + run.carried, i18n.language), sum: count(sum, i18n.language) })}
        {" · "}
        {t("runs.started")} {moment(run.started, i18n.language)} ({zoneName()}) · {t("runs.took")}{" "}
        {duration(run.seconds)} · {t("runs.credits")} {count(run.credits, i18n.language)} · {t("runs.calls")}{" "}
        {count(run.calls, i18n.language)}
      </Text>
      <Paper className="card" mb="md">
        <Title order={2} p="md">
          {t("runs.tasks")}
        </Title>
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
                <Table.Td>{t(`operation.${task.operation}` as "operation.insert")}</Table.Td>
                <Table.Td>
                  <OutcomeBar outcomes={task.outcomes} />
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Paper>
      <FailedRows run={run} />
    </>
  );
}

function FailedRows({ run }: { run: Run }) {
  const { t, i18n } = useTranslation();
  const broken = (run.outcomes["invalid"] ?? 0) + (run.outcomes["rejected"] ?? 0);
  const found = useQuery({
    queryKey: ["rejects", run.run],
    queryFn: () => take(api.GET("/api/runs/{number}/rejects", { params: { path: { number: run.run } } })),
    enabled: broken > 0,
  });
  if (!broken) return null;
  return (
    <Paper className="card">
      <Title order={2} p="md">
        {t("runs.failedRows")} ({count(found.data?.total ?? broken, i18n.language)})
      </Title>
      <FaultAlert error={found.error} />
      <Table>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t("runs.row")}</Table.Th>
            <Table.Th>{t("runs.key")}</Table.Th>
            <Table.Th>{t("runs.field")}</Table.Th>
            <Table.Th>{t("runs.cause")}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {found.data?.rejects.map((reject) =>
            reject.faults.map((fault, index) => (
              <Table.Tr key={`${reject.id}-${index}`}>
                <Table.Td>{reject.row}</Table.Td>
                <Table.Td>{reject.key}</Table.Td>
                <Table.Td>{fault.field}</Table.Td>
                <Table.Td>
                  <code>{fault.code}</code> {fault.detail}
                </Table.Td>
              </Table.Tr>
            )),
          )}
        </Table.Tbody>
      </Table>
    </Paper>
  );
}
