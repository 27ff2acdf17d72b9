/** A job's alerts: who is told of what, and what was told of late. */
import { Alert, Button, Checkbox, Grid, Group, MultiSelect, Paper, Select, Skeleton, Stack, Table, Text, TextInput, Title } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, take, type Schemas } from "../../api/client";
import { FaultAlert } from "../../app/Fault";
import { moment } from "../../app/format";
import { Empty } from "../../app/Page";

type Rule = Schemas["AlertIn"];
type Shown = Schemas["AlertsOut"];
const ABOUT = ["failure", "failed_rows", "guard", "no_run", "sign_in", "success", "daily"] as const;
const USUAL = ABOUT.slice(0, 5) as unknown as string[];

export function AlertsTab({ name }: { name: string }) {
  const found = useQuery({
    queryKey: ["alerts", name],
    queryFn: () => take(api.GET("/api/jobs/{name}/alerts", { params: { path: { name } } })),
  });
  if (found.error) return <FaultAlert error={found.error} />;
  return found.data ? <Editor key={found.data.version} name={name} shown={found.data} /> : <Skeleton h={300} />;
}

function Editor({ name, shown }: { name: string; shown: Shown }) {
  const { t, i18n } = useTranslation();
  const queries = useQueryClient();
  const [rules, setRules] = useState<Rule[]>(shown.alerts as Rule[]);
  const save = useMutation({
    mutationFn: () =>
      take(
        api.PUT("/api/jobs/{name}/alerts", {
          params: { path: { name } },
          body: { alerts: rules, based_on: shown.version },
        }),
      ),
    onSuccess: () => {
      for (const key of ["alerts", "job", "jobs", "schedule"]) void queries.invalidateQueries({ queryKey: [key] });
    },
  });
  const set = (index: number, more: Partial<Rule>) =>
    setRules(rules.map((each, at) => (at === index ? { ...each, ...more } : each)));
  const touched = JSON.stringify(rules) !== JSON.stringify(shown.alerts);
  return (
    <Stack>
      <Text c="dimmed">{t("schedule.alerts.sub")}</Text>
      {shown.missing.length ? (
        <Alert color="yamabuki">{t("schedule.alerts.missing", { names: shown.missing.join(", ") })}</Alert>
      ) : null}
      {!shown.channels.length ? <Alert color="ai">{t("schedule.alerts.noChannels")}</Alert> : null}
      <FaultAlert error={save.error} />
      {!rules.length ? (
        <Paper className="card">
          <Empty title={t("schedule.alerts.none")} help={t("schedule.alerts.noneHelp")} />
        </Paper>
      ) : null}
      {rules.map((rule, index) => (
        <RuleEditor
          key={index}
          rule={rule}
          channels={[...new Set([...shown.channels, ...rule.to])]}
          set={(more) => set(index, more)}
          onRemove={() => setRules(rules.filter((_, at) => at !== index))}
        />
      ))}
      <Group>
        <Button onClick={() => save.mutate()} loading={save.isPending} disabled={!touched}>
          {t("schedule.alerts.save")}
        </Button>
        <Button
          variant="default"
          onClick={() => setRules([...rules, { to: shown.channels.slice(0, 1), language: i18n.language === "ja" ? "ja" : "en" }])}
        >
          {t("schedule.alerts.add")}
        </Button>
      </Group>
      <Told notices={shown.notices} />
    </Stack>
  );
}

function RuleEditor(props: { rule: Rule; channels: string[]; set: (more: Partial<Rule>) => void; onRemove: () => void }) {
  const { t } = useTranslation();
  const { rule, channels, set, onRemove } = props;
  const about = rule.about ?? USUAL;
  return (
    <Paper className="card" p="md">
      <Grid gap="md">
        <Grid.Col span={{ base: 12, sm: 6 }}>
          <MultiSelect label={t("schedule.alerts.to")} data={channels} value={rule.to} onChange={(to) => set({ to })} />
        </Grid.Col>
        <Grid.Col span={{ base: 12, sm: 6 }}>
          <Select
            label={t("schedule.alerts.language")}
            data={[
              { value: "en", label: "English" },
              { value: "ja", label: "日本語" },
            ]}
            value={rule.language ?? "en"}
            onChange={(language) => language && set({ language })}
            allowDeselect={false}
          />
        </Grid.Col>
        <Grid.Col span={12}>
          <Checkbox.Group label={t("schedule.alerts.about")} value={about} onChange={(next) => set({ about: next })}>
            <Group gap="md" mt={6}>
              {ABOUT.map((each) => (
                <Checkbox key={each} value={each} label={t(`schedule.alerts.abouts.${each}`)} />
              ))}
            </Group>
          </Checkbox.Group>
        </Grid.Col>
        {about.includes("failed_rows") ? (
          <Grid.Col span={{ base: 12, sm: 6 }}>
            <TextInput
              label={t("schedule.alerts.limit")}
              description={t("schedule.alerts.limitHelp")}
              value={rule.failed_rows == null ? "" : String(rule.failed_rows)}
              onChange={(event) => set({ failed_rows: limit(event.currentTarget.value) })}
            />
          </Grid.Col>
        ) : null}
        {about.includes("daily") ? (
          <Grid.Col span={{ base: 12, sm: 6 }}>
            <TextInput
              label={t("schedule.alerts.daily")}
              value={rule.daily_at ?? "08:00"}
              onChange={(event) => set({ daily_at: event.currentTarget.value })}
            />
          </Grid.Col>
        ) : null}
        <Grid.Col span={12}>
          <Checkbox
            label={t("schedule.alerts.values")}
            description={t("schedule.alerts.valuesHelp")}
            checked={rule.values === true}
            onChange={(event) => set({ values: event.currentTarget.checked || null })}
          />
        </Grid.Col>
      </Grid>
      <Group justify="flex-end" mt="sm">
        <Button variant="subtle" color="shu" size="compact-sm" onClick={onRemove}>
          {t("schedule.remove")}
        </Button>
      </Group>
    </Paper>
  );
}

function Told({ notices }: { notices: Shown["notices"] }) {
  const { t, i18n } = useTranslation();
  return (
    <Paper className="card">
      <Title order={2} p="md">
        {t("schedule.alerts.told")}
      </Title>
      {notices.length ? (
        <Table>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t("schedule.alerts.when")}</Table.Th>
              <Table.Th>{t("schedule.alerts.title")}</Table.Th>
              <Table.Th>{t("schedule.alerts.channel")}</Table.Th>
              <Table.Th>{t("schedule.alerts.state")}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {notices.map((each) => (
              <Table.Tr key={each.id}>
                <Table.Td>{moment(each.at, i18n.language)}</Table.Td>
                <Table.Td>{each.title}</Table.Td>
                <Table.Td>{each.channel}</Table.Td>
                <Table.Td>
                  {each.sent !== null
                    ? t("schedule.alerts.sent")
                    : `${t(each.tries > 4 ? "schedule.alerts.givenUp" : "schedule.alerts.waits")} ${each.error}`}
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      ) : (
        <Text px="md" pb="md" c="dimmed">
          {t("schedule.alerts.nothing")}
        </Text>
      )}
    </Paper>
  );
}

function limit(typed: string): number | string | null {
  if (typed.trim() === "") return null;
  return /^\d+$/.test(typed.trim()) ? Number(typed) : typed.trim();
}
