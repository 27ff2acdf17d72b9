/** The dashboard's card: which jobs the clock starts next. */
import { Paper, Stack, Text, Title } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { Schemas } from "../../api/client";
import { moment } from "../../app/format";

const SHOWN = 6;

export function NextRuns({ jobs }: { jobs: Schemas["JobOut"][] }) {
  const { t, i18n } = useTranslation();
  const next = jobs
    .filter((job) => job.next_run !== null)
    .sort((a, b) => (a.next_run ?? 0) - (b.next_run ?? 0))
    .slice(0, SHOWN);
  return (
    <Paper className="card" p="md" mb="md">
      <Title order={2} mb="xs">
        {t("schedule.card")}
      </Title>
      {next.length ? (
        <Stack gap={6}>
          {next.map((job) => (
            <div key={job.name} style={{ display: "flex", gap: 16, flexWrap: "wrap" }}>
              <Text component="span" style={{ minWidth: 170 }}>
                {moment(job.next_run, i18n.language)}
              </Text>
              <Link to="/jobs/$name" params={{ name: job.name }} className="link">
                {job.name}
              </Link>
              <Text component="span" c="dimmed">
                {words(job, i18n.language)}
              </Text>
            </div>
          ))}
        </Stack>
      ) : (
        <Text c="dimmed">{t("schedule.cardNone")}</Text>
      )}
    </Paper>
  );
}

/** What starts a job, in the reader's words. */
export function words(job: Schemas["JobOut"], language: string): string {
  return job.starts[language === "ja" ? "ja" : "en"].join(language === "ja" ? " / " : "; ");
}
