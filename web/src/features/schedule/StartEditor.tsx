/** One start of a schedule: its kind, and what that kind asks. */
import { Button, Checkbox, Grid, Group, NumberInput, Paper, Select, Text, TextInput } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Schemas } from "../../api/client";

export type Start = Schemas["StartIn"];

const KINDS = ["at", "every", "cron", "after", "webhook", "file"] as const;
type Kind = (typeof KINDS)[number];
const WEEK = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const;
const DAYS = ["every day", "business days", "weekdays", "day", "business_day", "month end"] as const;
type Days = (typeof DAYS)[number];
const CLOSED = ["run", "skip", "previous", "next"] as const;
const UNITS = ["minutes", "hours", "days"] as const;
const FRESH: Record<Kind, Start> = {
  at: { at: ["09:00"], days: "business days" },
  every: { every: "15 minutes" },
  cron: { cron: "0 9 * * mon-fri" },
  after: { after: "", when: "success" },
  webhook: { webhook: true },
  file: { file: "*.csv", settled: "30 seconds" },
};

export function StartEditor(props: {
  start: Start;
  others: string[];
  onChange: (start: Start) => void;
  onRemove: () => void;
}) {
  const { t } = useTranslation();
  const { start, others, onChange, onRemove } = props;
  const kind = KINDS.find((each) => start[each] != null) ?? "at";
  const set = (more: Partial<Start>) => onChange({ ...start, ...more });
  return (
    <Paper className="card" p="md">
      <Grid gap="md">
        <Grid.Col span={{ base: 12, sm: 6 }}>
          <Select
            label={t("schedule.kind")}
            data={KINDS.map((value) => ({ value, label: t(`schedule.kinds.${value}`) }))}
            value={kind}
            onChange={(next) => next && onChange(FRESH[next as Kind])}
            allowDeselect={false}
          />
        </Grid.Col>
        {kind === "at" ? <At start={start} set={set} /> : null}
        {kind === "every" ? <Every start={start} set={set} /> : null}
        {kind === "cron" ? (
          <>
            <Grid.Col span={{ base: 12, sm: 6 }}>
              <TextInput
                label={t("schedule.cron")}
                description={t("schedule.cronHelp")}
                value={start.cron ?? ""}
                onChange={(event) => set({ cron: event.currentTarget.value })}
              />
            </Grid.Col>
            <Closed start={start} set={set} />
          </>
        ) : null}
        {kind === "after" ? (
          <>
            <Grid.Col span={{ base: 12, sm: 6 }}>
              <Select
                label={t("schedule.after")}
                data={others}
                searchable
                value={start.after || null}
                onChange={(after) => set({ after: after ?? "" })}
              />
            </Grid.Col>
            <Grid.Col span={{ base: 12, sm: 6 }}>
              <Select
                label={t("schedule.when")}
                data={(["success", "finished", "end"] as const).map((value) => ({ value, label: t(`schedule.whenOf.${value}`) }))}
                value={start.when ?? "success"}
                onChange={(when) => when && set({ when })}
                allowDeselect={false}
              />
            </Grid.Col>
          </>
        ) : null}
        {kind === "webhook" ? (
          <Grid.Col span={12}>
            <Text c="dimmed">{t("schedule.webhookHelp")}</Text>
          </Grid.Col>
        ) : null}
        {kind === "file" ? (
          <>
            <Grid.Col span={{ base: 12, sm: 6 }}>
              <TextInput
                label={t("schedule.file")}
                description={t("schedule.fileHelp")}
                value={start.file ?? ""}
                onChange={(event) => set({ file: event.currentTarget.value })}
              />
            </Grid.Col>
            <Grid.Col span={{ base: 12, sm: 6 }}>
              <NumberInput
                label={t("schedule.settled")}
                description={t("schedule.settledHelp")}
                min={1}
                max={86400}
                value={seconds(start.settled)}
                onChange={(value) => set({ settled: `${Number(value) || 30} seconds` })}
              />
            </Grid.Col>
          </>
        ) : null}
      </Grid>
      <Group justify="flex-end" mt="sm">
        <Button variant="subtle" color="shu" size="compact-sm" onClick={onRemove}>
          {t("schedule.remove")}
        </Button>
      </Group>
    </Paper>
  );
}

type Part = { start: Start; set: (more: Partial<Start>) => void };

function At({ start, set }: Part) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState((start.at ?? []).join(", "));
  const days = daysOf(start);
  const choose = (next: Days) =>
    set({
      closed: null,
      days: next === "weekdays" ? ["mon"] : next === "day" ? { day: 25 } : next === "business_day" ? { business_day: 1 } : next,
    });
  const one = start.days as { day?: number | null; business_day?: number | null };
  return (
    <>
      <Grid.Col span={{ base: 12, sm: 6 }}>
        <TextInput
          label={t("schedule.clock")}
          description={t("schedule.clockHelp")}
          value={typed}
          onChange={(event) => {
            setTyped(event.currentTarget.value);
            set({ at: event.currentTarget.value.split(/[,、\s]+/).filter(Boolean).map(clock) });
          }}
        />
      </Grid.Col>
      <Grid.Col span={{ base: 12, sm: 6 }}>
        <Select
          label={t("schedule.days")}
          data={DAYS.map((value) => ({ value, label: t(`schedule.daysOf.${value}`) }))}
          value={days}
          onChange={(next) => next && choose(next as Days)}
          allowDeselect={false}
        />
      </Grid.Col>
      {days === "weekdays" ? (
        <Grid.Col span={12}>
          <Checkbox.Group aria-label={t("schedule.days")} value={start.days as string[]} onChange={(next) => set({ days: next })}>
            <Group gap="md">
              {WEEK.map((day) => (
                <Checkbox key={day} value={day} label={t(`schedule.weekday.${day}`)} />
              ))}
            </Group>
          </Checkbox.Group>
        </Grid.Col>
      ) : null}
      {days === "day" ? (
        <Grid.Col span={{ base: 12, sm: 6 }}>
          <NumberInput
            label={t("schedule.day")}
            description={t("schedule.dayHelp")}
            min={1}
            max={31}
            value={one.day ?? 25}
            onChange={(value) => set({ days: { day: Number(value) || 1 } })}
          />
        </Grid.Col>
      ) : null}
      {days === "business_day" ? (
        <Grid.Col span={{ base: 12, sm: 6 }}>
          <NumberInput
            label={t("schedule.nth")}
            description={t("schedule.nthHelp")}
            min={-23}
            max={23}
            value={one.business_day ?? 1}
            onChange={(value) => set({ days: { business_day: Number(value) || 1 } })}
          />
        </Grid.Col>
      ) : null}
      {days === "every day" || days === "weekdays" || days === "day" ? <Closed start={start} set={set} /> : null}
    </>
  );
}

function Every({ start, set }: Part) {
  const { t } = useTranslation();
  const [many, unit] = (start.every ?? "15 minutes").split(" ");
  const plural = UNITS.find((each) => each.startsWith((unit ?? "minutes").replace(/s$/, ""))) ?? "minutes";
  return (
    <>
      <Grid.Col span={{ base: 6, sm: 3 }}>
        <NumberInput
          label={t("schedule.every")}
          min={1}
          max={999}
          value={Number(many) || 15}
          onChange={(value) => set({ every: `${Number(value) || 1} ${plural}` })}
        />
      </Grid.Col>
      <Grid.Col span={{ base: 6, sm: 3 }}>
        <Select
          label={"\u00a0"}
          aria-label={t("schedule.every")}
          data={UNITS.map((value) => ({ value, label: t(`schedule.units.${value}`) }))}
          value={plural}
          onChange={(next) => next && set({ every: `${many} ${next}` })}
          allowDeselect={false}
        />
      </Grid.Col>
    </>
  );
}

function Closed({ start, set }: Part) {
  const { t } = useTranslation();
  return (
    <Grid.Col span={{ base: 12, sm: 6 }}>
      <Select
        label={t("schedule.closed")}
        data={CLOSED.map((value) => ({ value, label: t(`schedule.closedOf.${value}`) }))}
        value={start.closed ?? "run"}
        onChange={(next) => set({ closed: next === "run" ? null : next })}
        allowDeselect={false}
      />
    </Grid.Col>
  );
}

function daysOf(start: Start): Days {
  if (Array.isArray(start.days)) return "weekdays";
  if (start.days && typeof start.days === "object") return start.days.day != null ? "day" : "business_day";
  return (start.days as Days | null | undefined) ?? "every day";
}

/** 9:00 is meant as 09:00; what is no time stays, and the preview says so. */
function clock(word: string): string {
  return /^\d:\d\d$/.test(word) ? `0${word}` : word;
}

function seconds(length: string | null | undefined): number {
  const [many, unit] = (length ?? "30 seconds").split(" ");
  const size = { second: 1, minute: 60, hour: 3600, day: 86400 }[(unit ?? "seconds").replace(/s$/, "")] ?? 1;
  return Number(many) * size;
}
