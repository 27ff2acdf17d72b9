/** Help for a page, in the reader's language; each topic is a file of its own, loaded when it is read. */
import { Grid, NavLink, Paper, Skeleton, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { Page } from "../../app/Page";
import { Prose } from "./Prose";

export const TOPICS = ["dashboard", "connections", "jobs", "runs", "failed", "crm", "settings"] as const;
type Topic = (typeof TOPICS)[number];

const FILES = import.meta.glob<string>("../../help/*/*.md", { query: "?raw", import: "default" });
const NAMES = {
  dashboard: "nav.dashboard",
  connections: "nav.connections",
  jobs: "nav.jobs",
  runs: "nav.runs",
  failed: "frame.failed",
  crm: "frame.crm",
  settings: "nav.settings",
} as const;

export function HelpPage() {
  const { t, i18n } = useTranslation();
  const asked = (useParams({ strict: false }) as { topic?: string }).topic;
  const topic: Topic = TOPICS.find((each) => each === asked) ?? (asked === "tickets" ? "runs" : "dashboard");
  const language = i18n.language === "ja" ? "ja" : "en";
  const found = useQuery({
    queryKey: ["help", language, topic],
    queryFn: async () => (await FILES[`../../help/${language}/${topic}.md`]?.()) ?? "",
    staleTime: Infinity,
  });
  return (
    <Page title={`${t("help.title")}: ${t(NAMES[topic])}`}>
      <Grid gap="md">
        <Grid.Col span={{ base: 12, sm: 4, md: 3 }}>
          <nav aria-label={t("help.topics")}>
            {TOPICS.map((each) => (
              <NavLink
                key={each}
                label={t(NAMES[each])}
                active={each === topic}
                renderRoot={(props) => <Link to="/help/$topic" params={{ topic: each }} {...props} />}
              />
            ))}
          </nav>
        </Grid.Col>
        <Grid.Col span={{ base: 12, sm: 8, md: 9 }}>
          <Paper className="card" p="lg" maw={720}>
            {found.isPending ? <Skeleton h={240} /> : <Prose text={found.data ?? ""} />}
            <Text size="sm" c="dimmed" mt="lg">
              {t("help.docs")}
            </Text>
          </Paper>
        </Grid.Col>
      </Grid>
    </Page>
  );
}
