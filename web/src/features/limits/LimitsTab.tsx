/** A job's safety limits: for every task and for one alone, the difference shown before a version is saved. */
import { Alert, Button, Grid, Group, Paper, Select, Skeleton, Stack, Switch, Table, Text, TextInput, Title } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, take, type Schemas } from "../../api/client";
import { Ask } from "../../app/Ask";
import { FaultAlert, faultOf } from "../../app/Fault";
import { Diff } from "../jobs/Diff";
import { COUNTED, drafted, limit, said, type Counted, type Draft } from "./draft";

type Shown = Schemas["LimitsOut"];
type Job = Schemas["JobOut"];

export function LimitsTab({ job }: { job: Job }) {
  const found = useQuery({
    queryKey: ["limits", job.name],
    queryFn: () => take(api.GET("/api/jobs/{name}/limits", { params: { path: { name: job.name } } })),
  });
  const [saved, setSaved] = useState<number>();
  if (found.error) return <FaultAlert error={found.error} />;
  if (!found.data) return <Skeleton h={300} />;
  return <Editor key={found.data.version} job={job} shown={found.data} saved={saved} onSaved={setSaved} />;
}

function Editor(props: { job: Job; shown: Shown; saved: number | undefined; onSaved: (version: number) => void }) {
  const { job, shown, saved, onSaved } = props;
  const { t } = useTranslation();
  const queries = useQueryClient();
  const start = drafted(shown);
  const [draft, setDraft] = useState<Draft>(start);
  const path = { params: { path: { name: job.name } } };
  const look = useMutation({
    mutationFn: () => take(api.POST("/api/jobs/{name}/limits/preview", { ...path, body: said(draft) })),
  });
  const save = useMutation({
    mutationFn: () => take(api.PUT("/api/jobs/{name}/limits", { ...path, body: { ...said(draft), based_on: shown.version } })),
    onSuccess: (now) => {
      onSaved(now.version);
      for (const key of ["limits", "job", "jobs", "versions", "schedule", "alerts"])
        void queries.invalidateQueries({ queryKey: [key] });
    },
    onSettled: () => look.reset(),
  });
  const touched = JSON.stringify(draft) !== JSON.stringify(start);
  const change = (more: Partial<Draft>) => {
    look.reset();
    save.reset();
    setDraft({ ...draft, ...more });
  };
  const fault = (at: string) => faultOf(look.error, at);
  const usual = (name: Counted) => {
    const held = shown.defaults[name];
    return held ? t("limits.usual", { number: held.number, share: held.share, floor: held.floor }) : t("limits.none");
  };
  const asJob = (name: Counted) => {
    const held = shown.defaults[name];
    const typed = limit(draft.job[name]);
    return typed !== null ? String(typed) : held ? t("limits.short", { number: held.number, share: held.share }) : t("limits.none");
  };
  const same = look.data?.kind === "same";
  return (
    <Stack className="held">
      <div>
        <Text>{t("limits.sub")}</Text>
        <Text c="dimmed">{t("limits.form")}</Text>
      </div>
      <FaultAlert error={save.error ?? look.error} />
      {saved === shown.version && !touched ? <Alert color="matsu">{t("limits.saved", { version: saved })}</Alert> : null}
      {same ? <Alert color="ai">{t("limits.untouched")}</Alert> : null}
      <Paper className="card" p="md">
        <Title order={2} mb="sm">
          {t("limits.job")}
        </Title>
        <Grid gap="md">
          {COUNTED.map((name) => (
            <Grid.Col key={name} span={{ base: 12, sm: 6, lg: 4 }}>
              <TextInput
                label={t(`limits.name.${name}`)}
                description={t(`limits.help.${name}`)}
                inputWrapperOrder={["label", "input", "error", "description"]}
                placeholder={usual(name)}
                value={draft.job[name]}
                error={fault(`guards.${name}`)}
                maxLength={40}
                onChange={(event) => change({ job: { ...draft.job, [name]: event.currentTarget.value } })}
              />
            </Grid.Col>
          ))}
          <Grid.Col span={{ base: 12, sm: 6, lg: 4 }}>
            <Select
              label={t("limits.empty")}
              description={t("limits.emptyHelp")}
              inputWrapperOrder={["label", "input", "error", "description"]}
              data={(["usual", "stop", "allow"] as const).map((value) => ({ value, label: t(`limits.emptyOf.${value}`) }))}
              value={draft.job.empty_source || "usual"}
              error={fault("guards.empty_source")}
              onChange={(value) => change({ job: { ...draft.job, empty_source: value === "usual" ? "" : (value ?? "") } })}
              allowDeselect={false}
            />
          </Grid.Col>
          <Grid.Col span={{ base: 12, sm: 6, lg: 4 }}>
            <TextInput
              label={t("limits.days")}
              description={t("limits.daysHelp")}
              inputWrapperOrder={["label", "input", "error", "description"]}
              placeholder={String(shown.plan_days)}
              value={draft.job.plan_days}
              error={fault("guards.plan_days")}
              maxLength={40}
              onChange={(event) => change({ job: { ...draft.job, plan_days: event.currentTarget.value } })}
            />
          </Grid.Col>
        </Grid>
      </Paper>
      <Paper className="card" p="md">
        <Switch
          label={t("limits.first")}
          description={t("limits.firstHelp")}
          checked={draft.first !== null}
          onChange={(event) => change({ first: event.currentTarget.checked ? { records: "50", rejects: "5%" } : null })}
        />
        {draft.first ? (
          <Grid gap="md" mt="md">
            <Grid.Col span={{ base: 12, sm: 6, lg: 4 }}>
              <TextInput
                label={t("limits.records")}
                required
                value={draft.first.records}
                error={fault("canary.records") ?? (draft.first.records ? undefined : fault("canary"))}
                maxLength={40}
                onChange={(event) => change({ first: { records: event.currentTarget.value, rejects: draft.first?.rejects ?? "" } })}
              />
            </Grid.Col>
            <Grid.Col span={{ base: 12, sm: 6, lg: 4 }}>
              <TextInput
                label={t("limits.rejects")}
                description={t("limits.rejectsHelp")}
                inputWrapperOrder={["label", "input", "error", "description"]}
                required
                value={draft.first.rejects}
                error={fault("canary.rejects") ?? (draft.first.rejects ? undefined : fault("canary"))}
                maxLength={40}
                onChange={(event) => change({ first: { records: draft.first?.records ?? "", rejects: event.currentTarget.value } })}
              />
            </Grid.Col>
          </Grid>
        ) : null}
      </Paper>
      <Paper className="card">
        <div style={{ padding: "var(--mantine-spacing-md)" }}>
          <Title order={2}>{t("limits.tasks")}</Title>
          <Text c="dimmed">{t("limits.tasksHelp")}</Text>
        </div>
        <Table.ScrollContainer minWidth={980}>
          <Table verticalSpacing="xs">
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{t("jobs.tasks")}</Table.Th>
                {COUNTED.map((name) => (
                  <Table.Th key={name}>{t(`limits.name.${name}`)}</Table.Th>
                ))}
                <Table.Th>{t("limits.empty")}</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {shown.tasks.map((task, at) => {
                const own = draft.tasks[task.name]!;
                const set = (more: Partial<typeof own>) =>
                  change({ tasks: { ...draft.tasks, [task.name]: { ...own, ...more } } });
                return (
                  <Table.Tr key={task.name}>
                    <Table.Td style={{ overflowWrap: "anywhere", minWidth: 110 }}>{task.name}</Table.Td>
                    {COUNTED.map((name) => (
                      <Table.Td key={name} style={{ verticalAlign: "top", minWidth: 120 }}>
                        <TextInput
                          aria-label={`${task.name}: ${t(`limits.name.${name}`)}`}
                          placeholder={asJob(name)}
                          value={own[name]}
                          error={fault(`tasks[${at}].guards.${name}`)}
                          maxLength={40}
                          onChange={(event) => set({ [name]: event.currentTarget.value })}
                        />
                      </Table.Td>
                    ))}
                    <Table.Td style={{ verticalAlign: "top", minWidth: 190 }}>
                      <Select
                        aria-label={`${task.name}: ${t("limits.empty")}`}
                        data={[
                          { value: "", label: t("limits.asJobChoice") },
                          ...(["stop", "allow"] as const).map((value) => ({ value, label: t(`limits.emptyOf.${value}`) })),
                        ]}
                        value={own.empty_source}
                        error={fault(`tasks[${at}].guards.empty_source`)}
                        onChange={(value) => set({ empty_source: value ?? "" })}
                        allowDeselect={false}
                      />
                    </Table.Td>
                  </Table.Tr>
                );
              })}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      </Paper>
      <Group>
        <Button onClick={() => look.mutate()} loading={look.isPending} disabled={!touched}>
          {t("limits.save")}
        </Button>
      </Group>
      <Ask
        opened={look.isSuccess && !same}
        onClose={() => look.reset()}
        title={t("definition.title")}
        size="xl"
        back={t("common.back")}
        act={{ label: t("common.save"), busy: save.isPending, focused: true, go: () => save.mutate() }}
      >
        <Diff before={job.text} after={look.data?.text ?? job.text} />
      </Ask>
    </Stack>
  );
}
