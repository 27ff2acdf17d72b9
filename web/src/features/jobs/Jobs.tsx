import { Badge, Button, Group, MultiSelect, Paper, Select, Skeleton, Table, Text, TextInput } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, take, type Schemas } from "../../api/client";
import { ActionsHead } from "../../app/ActionsHead";
import { FaultAlert } from "../../app/Fault";
import { byName, moment } from "../../app/format";
import { Empty, Page } from "../../app/Page";
import { LabelBadges } from "../notes/Labels";
import { ALL, narrows, SavedFilters, type Sought } from "../notes/SavedFilters";
import { OutcomeBar, StatusBadge } from "../runs/parts";
import { words } from "../schedule/NextRuns";
import { JobMenu } from "./JobMenu";

const STATUSES = ["done", "done with rejects", "guard", "stopped", "interrupted", "incomplete", "failed"] as const;

function fits(job: Schemas["JobOut"], sought: Sought): boolean {
  const text = [job.name, job.source, job.destination].join(" ").toLowerCase();
  const status = sought.status ?? "";
  const state = status === "at work" ? job.at_work !== null : status === "paused" ? job.paused : job.last_run?.status === status;
  return (
    text.includes((sought.text ?? "").toLowerCase()) &&
    (sought.labels ?? []).every((label) => job.labels.includes(label)) &&
    (!status || state) &&
    (!sought.owner || job.owner === sought.owner)
  );
}

export function Jobs() {
  const { t, i18n } = useTranslation();
  const found = useQuery({
    queryKey: ["jobs"],
    queryFn: () => take(api.GET("/api/jobs")),
    refetchInterval: 5_000,
  });
  const [sought, setSought] = useState<Sought>(ALL);
  const narrow = (more: Partial<Sought>) => setSought({ ...sought, ...more });
  const all = found.data ?? [];
  const labels = [...new Set([...all.flatMap((each) => each.labels), ...(sought.labels ?? [])])];
  const owners = [...new Set([...all.map((each) => each.owner), ...(sought.owner ? [sought.owner] : [])])];
  const shown = byName(all, (each) => each.name, i18n.language).filter((each) => fits(each, sought));
  const add = (
    <Button component={Link} to="/jobs/add" leftSection={<IconPlus size={16} aria-hidden />}>
      {t("jobs.add")}
    </Button>
  );
  return (
    <Page title={t("jobs.title")} sub={t("jobs.sub")} actions={add}>
      <FaultAlert error={found.error} />
      {all.length ? (
        <Group mb="md" gap="sm">
          <TextInput
            size="sm"
            aria-label={t("notes.seek")}
            placeholder={t("notes.seek")}
            value={sought.text ?? ""}
            maxLength={200}
            onChange={(event) => narrow({ text: event.currentTarget.value })}
            w={240}
          />
          {labels.length ? (
            <MultiSelect
              size="sm"
              clearable
              aria-label={t("notes.labels")}
              placeholder={sought.labels?.length ? undefined : t("notes.everyLabel")}
              data={byName(labels, (each) => each, i18n.language)}
              value={sought.labels ?? []}
              onChange={(value) => narrow({ labels: value })}
              miw={170}
              maw={300}
            />
          ) : null}
          <Select
            size="sm"
            clearable
            aria-label={t("jobs.status")}
            placeholder={t("runs.everyStatus")}
            data={[
              { value: "at work", label: t("jobs.atWork") },
              { value: "paused", label: t("jobs.paused") },
              ...STATUSES.map((value) => ({ value, label: t(`status.${value}`) })),
            ]}
            value={sought.status || null}
            onChange={(value) => narrow({ status: value ?? "" })}
            w={190}
          />
          {owners.length > 1 ? (
            <Select
              size="sm"
              clearable
              aria-label={t("jobs.owner")}
              placeholder={t("notes.everyOwner")}
              data={byName(owners, (each) => each, i18n.language)}
              value={sought.owner || null}
              onChange={(value) => narrow({ owner: value ?? "" })}
              w={190}
            />
          ) : null}
          <SavedFilters page="jobs" sought={sought} onPick={setSought} />
        </Group>
      ) : null}
      <Paper className="card">
        {found.isPending ? <Skeleton h={160} /> : null}
        {found.isSuccess && !shown.length && narrows(sought) ? (
          <Empty title={t("notes.noneSuch")} help={t("notes.noneSuchHelp")} />
        ) : null}
        {found.isSuccess && !all.length && !narrows(sought) ? (
          <Empty title={t("jobs.none")} help={t("jobs.noneHelp")} action={add} />
        ) : null}
        {shown.length ? (
          <Table.ScrollContainer minWidth={960}>
            <Table>
              <Table.Thead>
                <Table.Tr>
                  <Table.Th>{t("jobs.name")}</Table.Th>
                  <Table.Th>{t("jobs.way")}</Table.Th>
                  <Table.Th>{t("jobs.status")}</Table.Th>
                  <Table.Th w="22%">{t("jobs.last")}</Table.Th>
                  <Table.Th>{t("schedule.next")}</Table.Th>
                  <Table.Th>{t("jobs.owner")}</Table.Th>
                  <ActionsHead />
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {shown.map((job) => (
                  <Table.Tr key={job.name}>
                    <Table.Td miw={180}>
                      <Link to="/jobs/$name" params={{ name: job.name }} className="link wraps">
                        {job.name}
                      </Link>
                      <LabelBadges labels={job.labels} />
                    </Table.Td>
                    <Table.Td>
                      {job.source} → {job.destination}
                    </Table.Td>
                    <Table.Td>
                      <Group gap={4}>
                        {job.at_work !== null ? (
                          <Badge variant="light">{t("jobs.atWork")}</Badge>
                        ) : null}
                        {job.paused ? (
                          <Badge variant="light" color="gray" autoContrast>
                            {t("jobs.paused")}
                          </Badge>
                        ) : null}
                        {job.last_run ? <StatusBadge status={job.last_run.status} /> : null}
                      </Group>
                    </Table.Td>
                    <Table.Td>
                      {job.last_run ? (
                        <>
                          <OutcomeBar outcomes={job.last_run.outcomes} />
                          <Text size="xs" c="dimmed">
                            {moment(job.last_run.started, i18n.language)}
                          </Text>
                        </>
                      ) : (
                        "–"
                      )}
                    </Table.Td>
                    <Table.Td>
                      {job.next_run !== null
                        ? moment(job.next_run, i18n.language)
                        : words(job, i18n.language) || t("schedule.byHand")}
                    </Table.Td>
                    <Table.Td miw={165} style={{ overflowWrap: "anywhere" }}>
                      {job.owner}
                    </Table.Td>
                    <Table.Td ta="right">
                      <JobMenu job={job} />
                    </Table.Td>
                  </Table.Tr>
                ))}
              </Table.Tbody>
            </Table>
          </Table.ScrollContainer>
        ) : null}
      </Paper>
    </Page>
  );
}
