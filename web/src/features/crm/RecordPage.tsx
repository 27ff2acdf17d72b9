/** A record's life: what our runs wrote, what Zoho has now, and every edit by whomever. */
import { Alert, Paper, Select, Skeleton, Text, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { api, take } from "../../api/client";
import { AsCommand } from "../../app/AsCommand";
import { FaultAlert } from "../../app/Fault";
import { moment } from "../../app/format";
import { Page } from "../../app/Page";
import { Line, Mark, New, Old } from "../plans/Changes";
import type { Edit, Life, Step } from "./life";

const COLOURS: Record<string, string> = {
  created: "matsu",
  added: "matsu",
  restored: "matsu",
  updated: "ai",
  deleted: "shu",
  rejected: "yamabuki",
  unknown: "yamabuki",
};

export function RecordPage() {
  const { t } = useTranslation();
  const { module, id } = useParams({ strict: false }) as { module: string; id: string };
  const [chosen, setChosen] = useState<string | null>();
  const connections = useQuery({ queryKey: ["connections"], queryFn: () => take(api.GET("/api/connections")) });
  const known = connections.data?.filter((each) => each.connector === "zoho-crm" && !each.draft).map(({ name }) => name) ?? [];
  const connection = chosen === undefined ? (known.length === 1 ? known[0] : undefined) : (chosen ?? undefined);
  const found = useQuery({
    queryKey: ["life", module, id, connection ?? null],
    enabled: !connections.isPending,
    staleTime: 60_000, // asking costs credits
    queryFn: () =>
      take(
        api.GET("/api/records/{module}/{ident}", { params: { path: { module, ident: id }, query: { connection } } }),
      ) as Promise<unknown> as Promise<Life>,
  });
  const life = found.data;
  const key = life?.steps.findLast((step) => step.key)?.key;
  return (
    <Page title={t("record.title")} sub={[module, id, key].filter(Boolean).join(" · ")}>
      {known.length ? (
        <Select
          label={t("record.ask")}
          description={t("record.askHelp")}
          inputWrapperOrder={["label", "input", "description"]}
          data={known}
          value={connection ?? null}
          onChange={setChosen}
          clearable
          maw={480}
          mb="md"
        />
      ) : null}
      <FaultAlert error={connections.error ?? found.error} />
      {found.isPending ? <Skeleton h={240} /> : null}
      {life ? <Told life={life} /> : null}
      <AsCommand commands={[{ what: t("record.title"), line: `hakobu explain ${module} ${id}` }]} />
    </Page>
  );
}

function Card({ title, help, children }: { title: string; help?: string; children: ReactNode }) {
  return (
    <Paper className="card" mb="md" component="section" aria-label={title}>
      <Title order={2} p="md" pb={help ? 0 : "md"}>
        {title}
      </Title>
      {help ? (
        <Text c="dimmed" px="md" pb="md">
          {help}
        </Text>
      ) : null}
      {children}
    </Paper>
  );
}

function Told({ life }: { life: Life }) {
  const { t } = useTranslation();
  const { edits } = life;
  return (
    <>
      {life.zoho ? <Now zoho={life.zoho} /> : null}
      {edits?.unread ? (
        <Alert color="ai" mb="md" title={t("record.lastOnly")}>
          {edits.unread} {edits.next_step}
        </Alert>
      ) : edits ? (
        <Card title={t("record.edits")} help={edits.edits.length ? t("record.editsHelp") : t("record.editsNone")}>
          {edits.edits.map((edit, index) => (
            <EditLine key={index} edit={edit} />
          ))}
          {edits.more ? (
            <Text p="md" c="dimmed">
              {t("record.editsMore", { count: edits.edits.length })}
            </Text>
          ) : null}
        </Card>
      ) : null}
      <Card title={t("record.wrote")} help={life.known ? undefined : t("record.unknown")}>
        {life.steps.toReversed().map((step, index) => (
          <StepLine key={index} step={step} />
        ))}
        {life.held.map((held) => (
          <Text key={held} p="md">
            {t("record.held", { key: held })}
          </Text>
        ))}
        {life.decisions.map((each) => (
          <Text key={each.made} p="md">
            {t("record.decided", { key: each.label, answer: each.answer })}
          </Text>
        ))}
      </Card>
    </>
  );
}

function Now({ zoho }: { zoho: NonNullable<Life["zoho"]> }) {
  const { t, i18n } = useTranslation();
  const when = (text: string) => moment(text ? Date.parse(text) / 1000 : null, i18n.language);
  const differs = Object.entries(zoho.differs);
  if (!zoho.found) return <Card title={t("record.now")} help={t("record.gone")} children={null} />;
  return (
    <Card title={t("record.now")}>
      <Text px="md">{t("record.created", { who: zoho.created_by || "?", when: when(zoho.created_at) })}</Text>
      <Text px="md" pb="md">
        {t("record.modified", { who: zoho.modified_by || "?", when: when(zoho.modified_at) })}{" "}
        {zoho.after === null ? "" : t(zoho.after ? "record.after" : "record.same")}
      </Text>
      {differs.length ? (
        <Text px="md" pb="md" component="div">
          <Text fw={560}>{t("record.differs")}</Text>
          {differs.map(([field, [wrote, holds]]) => (
            <Became key={field} field={field} old={wrote} now={holds} />
          ))}
        </Text>
      ) : null}
    </Card>
  );
}

function EditLine({ edit }: { edit: Edit }) {
  const { t, i18n } = useTranslation();
  const action = t(`record.action.${edit.action as "added"}`, { defaultValue: edit.action });
  const way = edit.way === "other" ? edit.source : t(`record.way.${edit.way}`);
  const under = [edit.module, edit.person, edit.rule ? `${way} ${edit.rule}` : way].filter(Boolean).join(" · ");
  return (
    <Line
      badge={<Mark colour={COLOURS[edit.action] ?? "gray"} label={action} />}
      name={moment(edit.at ? Date.parse(edit.at) / 1000 : null, i18n.language)}
      under={
        <>
          {under}
          {edit.run === null ? null : (
            <>
              {" · "}
              <RunLink run={edit.run}>{t("record.ours", { run: edit.run })}</RunLink>
            </>
          )}
        </>
      }
    >
      {edit.fields.map((field) => (
        <Became key={field.field} field={field.field} old={field.old} now={field.new} />
      ))}
    </Line>
  );
}

function StepLine({ step }: { step: Step }) {
  const { t, i18n } = useTranslation();
  const named = { undo: "record.undoRun", retry: "record.retryRun" } as const;
  const name = t(named[step.kind as "undo"] ?? "record.run", { run: step.run, of: step.of_run });
  const row = step.kind === "undo" ? "" : step.row > 0 ? t("record.row", { row: step.row }) : t("record.noRow");
  return (
    <Line
      badge={<Mark colour={COLOURS[step.outcome] ?? "gray"} label={t(`outcome.${step.outcome as "created"}`)} />}
      name={moment(step.at, i18n.language)}
      under={
        <>
          <RunLink run={step.run}>{name}</RunLink>
          {["", step.job, step.task, row].filter((part, index) => !index || part).join(" · ")}
        </>
      }
    >
      {step.fields.map((field) => (
        <Became
          key={field.field}
          field={field.field}
          old={field.known_old ? field.old : undefined}
          now={step.purged ? undefined : field.new}
          from={field.source}
        />
      ))}
      {step.purged ? <Text c="dimmed">{t("record.purged")}</Text> : null}
      {step.matched_by ? (
        <Text size="sm" c="dimmed">
          {t("record.matched", { field: step.matched_by })}
        </Text>
      ) : null}
      {step.note ? <Text>{step.note}</Text> : null}
      {step.undone_by === null ? null : <Text>{t("record.undone", { run: step.undone_by })}</Text>}
    </Line>
  );
}

function RunLink({ run, children }: { run: number; children: ReactNode }) {
  return (
    <Link to="/runs/$number" params={{ number: String(run) }} className="link">
      {children}
    </Link>
  );
}

/** What a field was, as far as that is known, and what it became. */
function Became(props: { field: string; old?: string | null; now?: string | null; from?: string }) {
  const { t } = useTranslation();
  return (
    <Text component="div">
      <Text span c="dimmed">
        {props.field}
      </Text>{" "}
      {props.old === undefined ? null : (
        <>
          <Old value={props.old} /> {"→ "}
        </>
      )}
      {props.now === undefined ? null : <New value={props.now} />}
      {props.from ? (
        <Text span size="sm" c="dimmed">
          {" "}
          {t("record.from", { source: props.from })}
        </Text>
      ) : null}
    </Text>
  );
}
