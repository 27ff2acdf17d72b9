/** What a run would change, before it is written; exactly that is then run. */
import { Alert, Button, Grid, Group, Menu, Paper, SegmentedControl, Skeleton, Text, TextInput, Title } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useMutation, useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { IconDownload, IconPlayerPlay } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, take, type Schemas } from "../../api/client";
import { AsCommand, word } from "../../app/AsCommand";
import { download } from "../../app/download";
import { FaultAlert } from "../../app/Fault";
import { count, duration, moment } from "../../app/format";
import { Page } from "../../app/Page";
import { ask, useStart } from "../runs/starting";
import { Changes } from "./Changes";
import { KeptFields } from "./KeptFields";
import { NotSent } from "./NotSent";
import { Guards } from "./Guards";

export type Plan = Schemas["PlanOut"];

const KINDS = ["all", "create", "update", "delete", "kept", "several", "invalid"] as const;
type Kind = (typeof KINDS)[number];

export function PlanPage() {
  const { t, i18n } = useTranslation();
  const number = Number((useParams({ strict: false }) as { number: string }).number);
  const found = useQuery({
    queryKey: ["plan", number],
    queryFn: () => take(api.GET("/api/plans/{number}", { params: { path: { number } } })),
  });
  const execute = useStart(() => ask.execute(number));
  const approve = useStart(() => ask.approve(number));
  const again = useStart((name: string) => ask.plan(name));
  const file = useMutation({
    mutationFn: (format: string) => download(`/api/plans/${number}/file?format=${format}`),
  });
  const plan = found.data;
  const undo = plan?.kind === "undo";
  const waits = plan && !plan.written;
  const stopped = (plan?.guards.length ?? 0) > 0;
  const writes = plan ? plan.create + plan.update + plan.delete : 0;
  return (
    <Page
      title={
        plan
          ? undo
            ? t("plan.undoTitle", { number: plan.of_run })
            : t(waits ? "plan.title" : "plan.wasTitle", { job: plan.job, number })
          : t("runs.plan", { number })
      }
      sub={
        plan ? (
          <>
            <Link to="/jobs/$name" params={{ name: plan.job }} className="link">
              {plan.job}
            </Link>
            {" · "}
            {t("plan.compared", { when: moment(plan.made, i18n.language) })}
            {" · "}
            {waits ? (
              t("plan.nothing")
            ) : (
              <Link to="/runs/$number" params={{ number: String(number) }} className="link">
                {t("runs.run", { number })}
              </Link>
            )}
          </>
        ) : null
      }
      actions={
        plan ? (
          <>
            <Menu>
              <Menu.Target>
                <Button variant="default" leftSection={<IconDownload size={16} aria-hidden />} loading={file.isPending}>
                  {t("plan.download")}
                </Button>
              </Menu.Target>
              <Menu.Dropdown>
                {["csv", "json", "parquet"].map((format) => (
                  <Menu.Item key={format} onClick={() => file.mutate(format)}>
                    {t(`plan.format.${format as "csv"}`)}
                  </Menu.Item>
                ))}
              </Menu.Dropdown>
            </Menu>
            {undo ? null : (
              <Button variant="default" onClick={() => again.mutate(plan.job)} loading={again.isPending}>
                {t("plan.again")}
              </Button>
            )}
            {waits && stopped && !plan.guards.some((guard) => guard.final) ? (
              <Button onClick={() => approve.mutate(undefined)} loading={approve.isPending}>
                {t("plan.approve")}
              </Button>
            ) : null}
            {waits && !stopped ? (
              <Button
                leftSection={<IconPlayerPlay size={16} aria-hidden />}
                onClick={() => execute.mutate(undefined)}
                loading={execute.isPending}
                disabled={!writes}
              >
                {t("plan.execute")}
              </Button>
            ) : null}
          </>
        ) : null
      }
    >
      <FaultAlert error={found.error ?? execute.error ?? approve.error ?? again.error ?? file.error} />
      {found.isPending ? <Skeleton h={320} /> : null}
      {plan ? <Shown plan={plan} /> : null}
    </Page>
  );
}

function Shown({ plan }: { plan: Plan }) {
  const { t } = useTranslation();
  const [kind, setKind] = useState<Kind>("all");
  const [typed, setTyped] = useState("");
  const [text] = useDebouncedValue(typed, 300);
  const kinds = KINDS.filter((each) => each === "all" || each === kind || plan[each] > 0);
  const written = kind === "all" || kind === "create" || kind === "update" || kind === "delete";
  return (
    <>
      <Guards guards={plan.guards} approved={plan.approved_by} />
      <Cards plan={plan} onPick={setKind} />
      <Price plan={plan} />
      <Edited plan={plan} />
      <Paper className="card">
        <Group p="md" justify="space-between">
          <Group gap="sm">
            <Title order={2}>{t("plan.changes")}</Title>
            <SegmentedControl
              size="sm"
              value={kind}
              onChange={(value) => setKind(value as Kind)}
              data={kinds.map((each) => ({ value: each, label: t(`plan.kind.${each}`) }))}
            />
          </Group>
          <TextInput
            size="sm"
            w={250}
            placeholder={t("plan.filter")}
            aria-label={t("plan.filter")}
            value={typed}
            onChange={(event) => setTyped(event.currentTarget.value)}
          />
        </Group>
        {written ? <Changes plan={plan.plan} kind={kind === "all" ? undefined : kind} text={text} /> : null}
        {kind === "all" || kind === "several" ? <NotSent plan={plan} several text={text} /> : null}
        {kind === "all" || kind === "kept" ? <KeptFields plan={plan} /> : null}
        {kind === "all" || kind === "invalid" ? <NotSent plan={plan} several={false} text={text} /> : null}
      </Paper>
      <AsCommand
        job={plan.job}
        commands={[
          { what: t("command.showPlan"), line: `hakobu plan --show ${plan.plan}` },
          plan.guards.length
            ? { what: t("plan.approve"), line: `hakobu approve ${plan.plan}` }
            : plan.kind === "undo"
              ? { what: t("runs.undo"), line: `hakobu undo ${plan.of_run} --yes` }
              : {
                  what: t("plan.execute"),
                  line: `hakobu run ${word(plan.file)} --job ${word(plan.job)} --plan ${plan.plan}`,
                },
        ]}
      />
    </>
  );
}

const COLOURS: Record<string, string> = {
  create: "matsu",
  update: "ai",
  delete: "shu",
  unchanged: "dimmed",
  kept: "yamabuki",
  several: "yamabuki",
  invalid: "shu",
  skipped: "dimmed",
};

function Cards({ plan, onPick }: { plan: Plan; onPick: (kind: Kind) => void }) {
  const { t, i18n } = useTranslation();
  const names = ["create", "update", "delete", "unchanged", "kept", "several", "invalid", "skipped"] as const;
  const shown = names.filter((name) => plan[name] || (plan.kind !== "undo" && (name === "create" || name === "update" || name === "unchanged")));
  const picks = (name: (typeof names)[number]) =>
    name === "unchanged" || name === "skipped"
      ? {}
      : ({ component: "button", type: "button", ta: "left", w: "100%", onClick: () => onPick(name) } as const);
  return (
    <Grid mb="md" gap="sm">
      {shown.map((name) => (
        <Grid.Col key={name} span={{ base: 6, sm: 3, lg: 2 }}>
          <Paper className="card" p="sm" h="100%" {...picks(name)}>
            <Text component="div" fz={22} fw={640} c={plan[name] ? COLOURS[name] : "dimmed"}>
              {count(plan[name], i18n.language)}
            </Text>
            <Text size="sm" c="dimmed">
              {t(`plan.card.${name}`)}
            </Text>
          </Paper>
        </Grid.Col>
      ))}
    </Grid>
  );
}

function Price({ plan }: { plan: Plan }) {
  const { t, i18n } = useTranslation();
  const number = (value: number) => count(value, i18n.language);
  const records = plan.create + plan.update + plan.delete;
  const lines = plan.tasks.reduce((sum, task) => sum + task.lines, 0);
  const bulk = plan.tasks.reduce((sum, task) => sum + task.bulk_jobs, 0);
  const reasons = [...new Set(plan.tasks.flatMap((task) => task.no_bulk.map((each) => each["why"])))];
  const warnings = plan.tasks.flatMap((task) => task.warnings);
  return (
    <Paper className="card" p="md" mb="md">
      <Grid gap="xl">
        <Grid.Col span={{ base: 12, md: 5 }}>
          <Text>
            <b>{t("plan.credits", { credits: number(plan.credits) })}</b>{" "}
            {t(bulk ? "plan.byBulk" : "plan.byRest", { records: number(records), calls: number(plan.calls) })}
            {plan.seconds !== null && plan.seconds !== undefined
              ? t("plan.about", { time: duration(plan.seconds, i18n.language) })
              : ""}
          </Text>
          {lines ? <Text>{t("plan.withLines", { lines: number(lines) })}</Text> : null}
        </Grid.Col>
        <Grid.Col span={{ base: 12, md: 7 }}>
          <Text c="dimmed">
            {t("plan.readCost", { credits: number(plan.read_credits) })}{" "}
            {plan.kind === "undo" ? "" : t("plan.blind", { credits: number(plan.blind_credits) })} {reasons.join(" ")}
          </Text>
        </Grid.Col>
      </Grid>
      {warnings.map((warning) => (
        <Alert key={warning} color="yamabuki" mt="sm">
          {warning}
        </Alert>
      ))}
    </Paper>
  );
}

/** Of an undo: what others edited since is left alone, and said. */
function Edited({ plan }: { plan: Plan }) {
  const { t } = useTranslation();
  const edited = plan.tasks.flatMap((task) => task.edited);
  if (!edited.length) return null;
  return (
    <Alert color="yamabuki" mb="md" title={t("plan.edited", { count: edited.length })}>
      {edited.slice(0, 10).map((each) => (
        <Text key={String(each["id"])} size="md">
          {String(each["label"] ?? "") || String(each["id"])} · {(each["fields"] as string[]).join(", ")}{" "}
          {String(each["by"] ?? "")}
        </Text>
      ))}
    </Alert>
  );
}
