import { Grid, List, Paper, Skeleton, Text, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { api, take } from "../../api/client";
import { FaultAlert } from "../../app/Fault";
import { count } from "../../app/format";
import { Page } from "../../app/Page";
import { RunsTable } from "../runs/RunsTable";
import { NextRuns } from "../schedule/NextRuns";

export function Dashboard() {
  const { t, i18n } = useTranslation();
  const jobs = useQuery({ queryKey: ["jobs"], queryFn: () => take(api.GET("/api/jobs")) });
  const runs = useQuery({
    queryKey: ["runs", "latest"],
    queryFn: () => take(api.GET("/api/runs", { params: { query: { limit: 8 } } })),
    refetchInterval: 5_000,
  });
  const latest = runs.data?.runs ?? [];
  const written = latest.reduce(
    (sum, run) => sum + (run.outcomes["created"] ?? 0) + (run.outcomes["updated"] ?? 0) + (run.outcomes["deleted"] ?? 0),
    0,
  );
  const cards = [
    { label: t("dashboard.jobs"), value: jobs.data?.length ?? 0 },
    { label: t("dashboard.atWork"), value: jobs.data?.filter((job) => job.at_work !== null).length ?? 0 },
    {
      label: t("dashboard.failed"),
      value: jobs.data?.filter((job) => job.last_run && job.last_run.status !== "done").length ?? 0,
    },
    { label: t("dashboard.rows"), value: written },
  ];
  return (
    <Page title={t("dashboard.title")} sub={t("dashboard.sub")}>
      <FaultAlert error={jobs.error ?? runs.error} />
      {jobs.isPending ? <Skeleton h={120} /> : null}
      {jobs.isSuccess && !jobs.data.length ? <FirstSteps /> : null}
      <Grid mb="md" gap="sm">
        {cards.map((card) => (
          <Grid.Col key={card.label} span={{ base: 6, sm: 3 }}>
            <Paper className="card" p="md">
              <Text fz={22} fw={640}>
                {count(card.value, i18n.language)}
              </Text>
              <Text c="dimmed" size="sm">
                {card.label}
              </Text>
            </Paper>
          </Grid.Col>
        ))}
      </Grid>
      {jobs.data?.length ? <NextRuns jobs={jobs.data} /> : null}
      {latest.length ? (
        <Paper className="card">
          <Title order={2} p="md">
            {t("dashboard.latest")}
          </Title>
          <RunsTable runs={latest} />
        </Paper>
      ) : null}
    </Page>
  );
}

function FirstSteps() {
  const { t } = useTranslation();
  return (
    <Paper className="card" p="md" mb="md">
      <Title order={2} mb="xs">
        {t("dashboard.firstTitle")}
      </Title>
      <List type="ordered" spacing="xs">
        <List.Item>
          <Link to="/connections/add/$connector" params={{ connector: "zoho-crm" }} className="link">
            {t("dashboard.step1")}
          </Link>
        </List.Item>
        <List.Item>
          <Link to="/connections/add" className="link">
            {t("dashboard.step2")}
          </Link>
        </List.Item>
        <List.Item>
          <Link to="/jobs/add" className="link">
            {t("dashboard.step3")}
          </Link>
        </List.Item>
      </List>
    </Paper>
  );
}
