/** The jobs at a glance: their health, what they delivered and spent, and what waits for a person. */
import { Badge, Grid, Group, List, Paper, Skeleton, Stack, Text, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { api, take, type Schemas } from "../../api/client";
import { FaultAlert } from "../../app/Fault";
import { count, moment } from "../../app/format";
import { overviewQuery } from "../../app/overview";
import { Page } from "../../app/Page";
import { RunsTable } from "../runs/RunsTable";
import { NextRuns } from "../schedule/NextRuns";
import { DaysChart } from "./DaysChart";

type Overview = Schemas["OverviewOut"];
type Need = Schemas["NeedOut"];

export function Dashboard() {
  const { t } = useTranslation();
  const found = useQuery(overviewQuery);
  const jobs = useQuery({ queryKey: ["jobs"], queryFn: () => take(api.GET("/api/jobs")) });
  const runs = useQuery({
    queryKey: ["runs", "latest"],
    queryFn: () => take(api.GET("/api/runs", { params: { query: { limit: 5 } } })),
    refetchInterval: 5_000,
  });
  const latest = runs.data?.runs ?? [];
  return (
    <Page title={t("dashboard.title")} sub={t("dashboard.sub")}>
      <FaultAlert error={found.error ?? runs.error} />
      {found.isPending ? <Loading /> : null}
      {found.data && !found.data.jobs.total ? <FirstSteps /> : null}
      {found.data ? (
        <Grid gap="md" mb="md">
          <Grid.Col span={{ base: 12, md: 7 }}>
            <Stack gap="md">
              <Health jobs={found.data.jobs} />
              <DaysChart days={found.data.days} />
            </Stack>
          </Grid.Col>
          <Grid.Col span={{ base: 12, md: 5 }}>
            <Stack gap="md">
              <Needs needs={found.data.needs} />
              <CreditsCard credits={found.data.credits} />
            </Stack>
          </Grid.Col>
        </Grid>
      ) : null}
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

function Loading() {
  return (
    <Grid gap="md">
      {[7, 5, 7, 5].map((span, index) => (
        <Grid.Col key={index} span={{ base: 12, md: span }}>
          <Skeleton h={150} />
        </Grid.Col>
      ))}
    </Grid>
  );
}

function Health({ jobs }: { jobs: Overview["jobs"] }) {
  const { t, i18n } = useTranslation();
  const figures = [
    { label: t("overview.healthy"), value: jobs.healthy, color: jobs.healthy ? "matsu" : undefined },
    { label: t("overview.failing"), value: jobs.failing, color: jobs.failing ? "shu" : undefined },
    { label: t("overview.atWork"), value: jobs.at_work },
    { label: t("overview.paused"), value: jobs.paused },
    { label: t("overview.neverRun"), value: jobs.never_run },
  ];
  return (
    <Paper className="card" p="md">
      <Title order={2} mb="sm">
        {t("overview.health")}
      </Title>
      <Group gap="xl">
        {figures.map((each) => (
          <div key={each.label}>
            <Text component="div" fz={22} fw={640} lh={1.2} {...(each.color ? { c: each.color } : {})}>
              {count(each.value, i18n.language)}
            </Text>
            <Text c="dimmed" size="sm">
              {each.label}
            </Text>
          </div>
        ))}
      </Group>
    </Paper>
  );
}

function Needs({ needs }: { needs: Need[] }) {
  const { t } = useTranslation();
  return (
    <Paper className="card" p="md">
      <Title order={2} mb="sm">
        {t("overview.needs")}
      </Title>
      {needs.length ? (
        <Stack gap="sm">
          {needs.map((need) => (
            <div key={`${need.kind} ${need.name}`}>
              <Group gap="xs" wrap="nowrap">
                <NeedLink need={need} />
                <Badge variant="light" color={need.kind === "failed_rows" ? "yamabuki" : "shu"} autoContrast style={{ flexShrink: 0 }}>
                  {t(`overview.need.${need.kind}` as "overview.need.failed_run", { count: need.count })}
                </Badge>
              </Group>
              {need.cause ? (
                <Text size="sm" c="dimmed" lineClamp={2}>
                  {need.cause}
                </Text>
              ) : null}
            </div>
          ))}
        </Stack>
      ) : (
        <Text c="dimmed">{t("overview.needsNone")}</Text>
      )}
    </Paper>
  );
}

function NeedLink({ need }: { need: Need }) {
  if (need.kind === "failed_test")
    return (
      <Link to="/connections/$name" params={{ name: need.name }} className="link">
        {need.name}
      </Link>
    );
  return (
    <Link to="/runs/$number" params={{ number: String(need.run) }} className="link">
      {need.name}
    </Link>
  );
}

function CreditsCard({ credits }: { credits: Overview["credits"] }) {
  const { t, i18n } = useTranslation();
  const said = (value: number) => count(value, i18n.language);
  return (
    <Paper className="card" p="md">
      <Title order={2} mb="sm">
        {t("overview.credits")}
      </Title>
      {credits.length ? null : <Text c="dimmed">{t("overview.creditsNone")}</Text>}
      {credits.map((each) => (
        <div key={each.organisation}>
          <Text size="sm" c="dimmed">
            {t("overview.organisation", { zgid: each.organisation })}
          </Text>
          <List size="md" listStyleType="none">
            <List.Item>
              <b>{said(each.used)}</b> {t("overview.used")}
            </List.Item>
            {each.left === null ? null : (
              <List.Item>
                <b>{said(each.left)}</b> {t("overview.left", { when: moment(each.at, i18n.language) })}
              </List.Item>
            )}
            {each.kept ? (
              <List.Item>
                <b>{said(each.kept)}</b> {t("overview.kept")}
              </List.Item>
            ) : null}
          </List>
          {each.left === null ? null : <Forecast left={each.left - each.kept} perDay={each.per_day} />}
        </div>
      ))}
    </Paper>
  );
}

function Forecast({ left, perDay }: { left: number; perDay: number }) {
  const { t, i18n } = useTranslation();
  const said = (value: number) => count(value, i18n.language);
  const days = perDay ? Math.floor(left / perDay) : 0;
  return (
    <Text size="sm" c="dimmed">
      {!perDay
        ? t("overview.idle")
        : days < 1
          ? t("overview.short", { perDay: said(perDay) })
          : t("overview.enough", { perDay: said(perDay), days: said(days) })}
    </Text>
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
