/** Business-day calendars: weekends, holidays, and the firm's own days. */
import { Alert, Button, Checkbox, Grid, Group, Paper, Select, Skeleton, Stack, Table, Text, Textarea, TextInput, Title } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, take, type Schemas } from "../../api/client";
import { FaultAlert } from "../../app/Fault";
import { dates } from "../../app/format";
import { useSession } from "../../app/session";
import { SettingsPage } from "./SettingsPage";

type Calendar = Schemas["CalendarOut"];
const WEEK = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const;

export function Calendars() {
  const { t } = useTranslation();
  const [adding, setAdding] = useState(false);
  const [chosen, setChosen] = useState("default");
  const found = useQuery({ queryKey: ["calendars"], queryFn: () => take(api.GET("/api/calendars")) });
  const calendars = found.data?.calendars ?? [];
  const calendar = calendars.find((each) => each.name === chosen) ?? calendars[0];
  const admin = useSession()?.user?.role === "administrator";
  return (
    <SettingsPage
      title={t("schedule.calendars.title")}
      sub={t("schedule.calendars.sub")}
      actions={admin ? <Button variant="default" onClick={() => setAdding(true)}>{t("schedule.calendars.add")}</Button> : null}
    >
      <FaultAlert error={found.error} />
      {found.isPending ? <Skeleton h={300} /> : null}
      {calendar ? (
        <Stack>
          {calendars.length > 1 ? (
            <Select
              label={t("schedule.calendars.title")}
              data={calendars.map((each) => each.name)}
              value={calendar.name}
              onChange={(name) => name && setChosen(name)}
              allowDeselect={false}
              maw={320}
            />
          ) : null}
          {adding ? (
            <Form
              key="new"
              calendar={{ name: "", country: "JP", weekend: [5, 6], closed: [], open: [], used_by: [] }}
              countries={found.data?.countries ?? []}
              onSaved={(name) => {
                setAdding(false);
                setChosen(name);
              }}
            />
          ) : (
            <Form key={calendar.name} calendar={calendar} countries={found.data?.countries ?? []} onSaved={setChosen} />
          )}
          {adding ? null : <Closed name={calendar.name} />}
        </Stack>
      ) : null}
    </SettingsPage>
  );
}

function Form(props: { calendar: Calendar; countries: string[]; onSaved: (name: string) => void }) {
  const { t, i18n } = useTranslation();
  const queries = useQueryClient();
  const admin = useSession()?.user?.role === "administrator";
  const { calendar } = props;
  const [name, setName] = useState(calendar.name);
  const [country, setCountry] = useState(calendar.country ?? "none");
  const [weekend, setWeekend] = useState(calendar.weekend?.map((day) => WEEK[day] ?? "sun") ?? []);
  const [closed, setClosed] = useState((calendar.closed ?? []).join("\n"));
  const [open, setOpen] = useState((calendar.open ?? []).join("\n"));
  const again = () => {
    for (const key of ["calendars", "closed", "jobs"]) void queries.invalidateQueries({ queryKey: [key] });
  };
  const save = useMutation({
    mutationFn: () =>
      take(
        api.PUT("/api/calendars/{name}", {
          params: { path: { name } },
          body: {
            country: country === "none" ? null : country,
            weekend: weekend.map((day) => WEEK.indexOf(day)),
            closed: days(closed),
            open: days(open),
          },
        }),
      ),
    onSuccess: (saved) => {
      again();
      props.onSaved(saved.name);
    },
  });
  const remove = useMutation({
    mutationFn: () => take(api.DELETE("/api/calendars/{name}", { params: { path: { name: calendar.name } } })),
    onSuccess: () => {
      again();
      props.onSaved("default");
    },
  });
  const named = new Intl.DisplayNames([i18n.language], { type: "region", fallback: "code" });
  return (
    <Paper className="card" p="md">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          save.mutate();
        }}
      >
        <Stack>
          <FaultAlert error={save.error ?? remove.error} />
          {save.isSuccess ? <Alert color="matsu">{t("schedule.saved")}</Alert> : null}
          {calendar.name === "" ? (
            <TextInput label={t("schedule.calendars.name")} required value={name} onChange={(event) => setName(event.currentTarget.value)} maw={320} />
          ) : null}
          {calendar.name === "default" ? <Text c="dimmed">{t("schedule.calendars.default")}</Text> : null}
          {calendar.used_by.length ? (
            <Text c="dimmed">{t("schedule.calendars.used", { jobs: calendar.used_by.join(", ") })}</Text>
          ) : null}
          <Select
            label={t("schedule.calendars.country")}
            data={[
              { value: "none", label: t("schedule.calendars.noCountry") },
              ...props.countries.map((value) => ({ value, label: `${region(named, value)} (${value})` })),
            ]}
            value={country}
            onChange={(value) => value && setCountry(value)}
            searchable
            allowDeselect={false}
            maw={320}
          />
          <Checkbox.Group label={t("schedule.calendars.weekend")} value={weekend} onChange={(next) => setWeekend(next as typeof weekend)}>
            <Group gap="md" mt={6}>
              {WEEK.map((day) => (
                <Checkbox key={day} value={day} label={t(`schedule.weekday.${day}`)} />
              ))}
            </Group>
          </Checkbox.Group>
          <Grid gap="md">
            <Grid.Col span={{ base: 12, sm: 6 }}>
              <Textarea
                label={t("schedule.calendars.closed")}
                description={t("schedule.calendars.daysHelp")}
                autosize
                minRows={4}
                maxRows={12}
                value={closed}
                onChange={(event) => setClosed(event.currentTarget.value)}
              />
            </Grid.Col>
            <Grid.Col span={{ base: 12, sm: 6 }}>
              <Textarea
                label={t("schedule.calendars.open")}
                description={t("schedule.calendars.daysHelp")}
                autosize
                minRows={4}
                maxRows={12}
                value={open}
                onChange={(event) => setOpen(event.currentTarget.value)}
              />
            </Grid.Col>
          </Grid>
          {admin ? (
            <Group>
              <Button type="submit" loading={save.isPending}>
                {t("schedule.calendars.save")}
              </Button>
              {calendar.name && calendar.name !== "default" ? (
                <Button variant="subtle" color="shu" onClick={() => remove.mutate()}>
                  {t("schedule.calendars.remove")}
                </Button>
              ) : null}
            </Group>
          ) : null}
        </Stack>
      </form>
    </Paper>
  );
}

function Closed({ name }: { name: string }) {
  const { t, i18n } = useTranslation();
  const year = new Date().getFullYear();
  const found = useQuery({
    queryKey: ["closed", name, year],
    queryFn: () =>
      take(api.GET("/api/calendars/{name}/closed", { params: { path: { name }, query: { year } } })),
  });
  const shown = dates(i18n.language, { dateStyle: "full", timeZone: "UTC" });
  return (
    <Paper className="card">
      <Title order={2} p="md">
        {t("schedule.calendars.of", { year })}
      </Title>
      <Table verticalSpacing={5}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t("schedule.calendars.day")}</Table.Th>
            <Table.Th>{t("schedule.calendars.why")}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {found.data?.map((each) => (
            <Table.Tr key={each.day}>
              <Table.Td>{shown.format(new Date(`${each.day}T00:00:00Z`))}</Table.Td>
              <Table.Td>{(i18n.language === "ja" ? each.name_ja : each.name) || t("schedule.calendars.own")}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Paper>
  );
}

function days(typed: string): string[] {
  return typed.split(/[\s,、]+/).filter(Boolean).map((day) => day.replaceAll("/", "-"));
}

function region(names: Intl.DisplayNames, code: string): string {
  return /^[A-Z]{2}$/.test(code) ? (names.of(code) ?? code) : code;
}
