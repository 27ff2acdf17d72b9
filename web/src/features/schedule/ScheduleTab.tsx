/** A job's schedule: what starts it, said in words and in the next ten times before it is saved. */
import { Alert, Button, Grid, Group, List, Modal, Paper, Select, Skeleton, Stack, Table, Text, Title } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, take, type Schemas } from "../../api/client";
import { FaultAlert } from "../../app/Fault";
import { dates, moment, zoneName } from "../../app/format";
import { Empty } from "../../app/Page";
import { Once } from "../settings/Once";
import { StartEditor, type Start } from "./StartEditor";

type Shown = Schemas["ScheduleOut"];
type Draft = { starts: Start[]; time_zone?: string | null; calendar?: string | null; missed?: string | null };

export function ScheduleTab({ name }: { name: string }) {
  const found = useQuery({
    queryKey: ["schedule", name],
    queryFn: () => take(api.GET("/api/jobs/{name}/schedule", { params: { path: { name } } })),
  });
  const [saved, setSaved] = useState(false);
  if (found.error) return <FaultAlert error={found.error} />;
  if (!found.data) return <Skeleton h={300} />;
  return <Editor key={found.data.version} name={name} shown={found.data} saved={saved} onSaved={() => setSaved(true)} />;
}

function Editor(props: { name: string; shown: Shown; saved: boolean; onSaved: () => void }) {
  const { name, shown, saved, onSaved } = props;
  const { t, i18n } = useTranslation();
  const queries = useQueryClient();
  const [draft, setDraft] = useState<Draft>(
    (shown.schedule as Draft | null) ?? { starts: [], time_zone: zoneName() },
  );
  const calendars = useQuery({ queryKey: ["calendars"], queryFn: () => take(api.GET("/api/calendars")) });
  const jobs = useQuery({ queryKey: ["jobs"], queryFn: () => take(api.GET("/api/jobs")) });
  const [settled] = useDebouncedValue(draft, 400);
  const path = { params: { path: { name } } };
  const preview = useQuery({
    queryKey: ["preview", name, settled],
    queryFn: () => take(api.POST("/api/jobs/{name}/schedule/preview", { ...path, body: { schedule: settled } })),
    enabled: settled.starts.length > 0,
    retry: false,
    placeholderData: (before) => before,
  });
  const save = useMutation({
    mutationFn: (schedule: Draft | null) =>
      take(api.PUT("/api/jobs/{name}/schedule", { ...path, body: { schedule, based_on: shown.version } })),
    onSuccess: () => {
      onSaved();
      for (const key of ["schedule", "job", "jobs", "versions"]) void queries.invalidateQueries({ queryKey: [key] });
    },
  });
  const change = (more: Partial<Draft>) => setDraft({ ...draft, ...more });
  const zones = Intl.supportedValuesOf("timeZone");
  const others = (jobs.data ?? []).map((each) => each.name).filter((each) => each !== name);
  const touched = JSON.stringify(draft) !== JSON.stringify(shown.schedule ?? { starts: [], time_zone: zoneName() });
  return (
    <Stack>
      {shown.paused ? <Alert color="yamabuki">{t("schedule.paused")}</Alert> : null}
      {shown.problem ? <Alert color="shu">{shown.problem}</Alert> : null}
      <FaultAlert error={save.error} />
      {saved && !touched ? <Alert color="matsu">{t("schedule.saved")}</Alert> : null}
      <Grid gap="md">
        <Grid.Col span={{ base: 12, md: 7 }}>
          <Stack>
            {draft.starts.length === 0 ? (
              <Paper className="card">
                <Empty title={t("schedule.none")} help={t("schedule.noneHelp")} />
              </Paper>
            ) : null}
            {draft.starts.map((start, index) => (
              <StartEditor
                key={index}
                start={start}
                others={others}
                onChange={(next) => change({ starts: draft.starts.map((each, at) => (at === index ? next : each)) })}
                onRemove={() => change({ starts: draft.starts.filter((_, at) => at !== index) })}
              />
            ))}
            <Group>
              <Button
                variant="default"
                onClick={() => change({ starts: [...draft.starts, { at: ["09:00"], days: "business days" }] })}
              >
                {t("schedule.add")}
              </Button>
            </Group>
            <Paper className="card" p="md">
              <Grid gap="md">
                <Grid.Col span={{ base: 12, sm: 6 }}>
                  <Select
                    label={t("schedule.zone")}
                    data={zones.includes("UTC") ? zones : ["UTC", ...zones]}
                    searchable
                    value={draft.time_zone ?? "UTC"}
                    onChange={(zone) => zone && change({ time_zone: zone })}
                    allowDeselect={false}
                  />
                </Grid.Col>
                <Grid.Col span={{ base: 12, sm: 6 }}>
                  <Select
                    label={t("schedule.calendar")}
                    data={(calendars.data?.calendars ?? []).map(({ name: value }) => ({
                      value,
                      label: value === "default" ? t("form.default") : value,
                    }))}
                    value={draft.calendar ?? "default"}
                    onChange={(calendar) => calendar && change({ calendar })}
                    allowDeselect={false}
                  />
                </Grid.Col>
                <Grid.Col span={{ base: 12, sm: 6 }}>
                  <Select
                    label={t("schedule.missed")}
                    description={t("schedule.missedHelp")}
                    data={(["once", "skip"] as const).map((value) => ({ value, label: t(`schedule.missedOf.${value}`) }))}
                    value={draft.missed ?? "once"}
                    onChange={(missed) => missed && change({ missed })}
                    allowDeselect={false}
                  />
                </Grid.Col>
              </Grid>
            </Paper>
            <Group>
              <Button onClick={() => save.mutate(draft)} loading={save.isPending} disabled={!touched || !draft.starts.length}>
                {t("schedule.save")}
              </Button>
              {shown.schedule ? (
                <Button variant="subtle" color="shu" onClick={() => save.mutate(null)} disabled={save.isPending}>
                  {t("schedule.off")}
                </Button>
              ) : null}
            </Group>
            {draft.starts.some((start) => start.webhook) ? <Hook name={name} shown={shown} /> : null}
          </Stack>
        </Grid.Col>
        <Grid.Col span={{ base: 12, md: 5 }}>
          <Paper className="card" p="md">
            <Title order={2} mb="xs">
              {t("schedule.preview")}
            </Title>
            {draft.starts.length === 0 ? <Text c="dimmed">{t("schedule.byHand")}</Text> : null}
            {draft.starts.length && preview.error ? <FaultAlert error={preview.error} /> : null}
            {draft.starts.length && preview.data && !preview.error ? (
              <>
                <List mb="md">
                  {preview.data.words[i18n.language === "ja" ? "ja" : "en"].map((line) => (
                    <List.Item key={line}>{line}</List.Item>
                  ))}
                </List>
                <Times times={preview.data.next} zone={preview.data.time_zone} />
              </>
            ) : null}
          </Paper>
        </Grid.Col>
      </Grid>
    </Stack>
  );
}

function Times({ times, zone }: { times: Schemas["MomentOut"][]; zone: string }) {
  const { t, i18n } = useTranslation();
  if (!times.length) return <Text c="dimmed">{t("schedule.noTimes")}</Text>;
  const shown = (each: Schemas["MomentOut"], where: string) =>
    dates(i18n.language, {
      timeZone: where,
      month: "2-digit",
      day: "2-digit",
      weekday: "short",
      hour: "2-digit",
      minute: "2-digit",
    }).format(new Date(each.at * 1000));
  const zones = [...new Set([zone, zoneName(), "UTC"])]; // the job's, the reader's, everyone's
  return (
    <Table verticalSpacing={5} horizontalSpacing={8} captionSide="top">
      <Table.Caption ta="left">{t("schedule.times")}</Table.Caption>
      <Table.Thead>
        <Table.Tr>
          {zones.map((where) => (
            <Table.Th key={where}>{where}</Table.Th>
          ))}
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {times.map((each) => (
          <Table.Tr key={each.at}>
            {zones.map((where) => (
              <Table.Td key={where} {...(where === zone ? {} : { c: "dimmed" })}>
                {shown(each, where)}
              </Table.Td>
            ))}
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}

function Hook({ name, shown }: { name: string; shown: Shown }) {
  const { t, i18n } = useTranslation();
  const queries = useQueryClient();
  const [made, setMade] = useState<string>();
  const make = useMutation({
    mutationFn: () => take(api.POST("/api/jobs/{name}/webhook", { params: { path: { name } } })),
    onSuccess: (hook) => {
      setMade(`${window.location.origin}${hook.path}`);
    },
  });
  return (
    <Paper className="card" p="md">
      <Stack gap="sm">
        <Title order={2}>{t("schedule.webhookMade")}</Title>
        <Text c="dimmed">{t("schedule.webhookHelp")}</Text>
        <FaultAlert error={make.error} />
        {shown.webhook ? (
          <Text size="sm">
            {t("schedule.webhookAt", {
              at: moment(shown.webhook.created, i18n.language),
              used: shown.webhook.used === null ? t("common.never") : moment(shown.webhook.used, i18n.language),
            })}
          </Text>
        ) : null}
        <Group>
          <Button variant="default" onClick={() => make.mutate()} loading={make.isPending}>
            {t("schedule.webhookMake")}
          </Button>
        </Group>
      </Stack>
      <Modal
        opened={made !== undefined}
        onClose={() => {
          setMade(undefined);
          void queries.invalidateQueries({ queryKey: ["schedule", name] });
        }}
        title={t("schedule.webhookMade")}
      >
        {made ? <Once text={made} help={t("schedule.webhookOnce")} /> : null}
      </Modal>
    </Paper>
  );
}
