import { Badge, Button, Group, Paper, Skeleton, Table } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { api, take } from "../../api/client";
import { FaultAlert } from "../../app/Fault";
import { byName, moment } from "../../app/format";
import { Empty, Page } from "../../app/Page";
import { OutcomeBar, StatusBadge } from "../runs/parts";
import { words } from "../schedule/NextRuns";

export function Jobs() {
  const { t, i18n } = useTranslation();
  const found = useQuery({
    queryKey: ["jobs"],
    queryFn: () => take(api.GET("/api/jobs")),
    refetchInterval: 5_000,
  });
  const shown = byName(found.data ?? [], (each) => each.name, i18n.language);
  const add = (
    <Button component={Link} to="/jobs/add" leftSection={<IconPlus size={16} aria-hidden />}>
      {t("jobs.add")}
    </Button>
  );
  return (
    <Page title={t("jobs.title")} sub={t("jobs.sub")} actions={add}>
      <FaultAlert error={found.error} />
      <Paper className="card">
        {found.isPending ? <Skeleton h={160} /> : null}
        {found.isSuccess && !shown.length ? (
          <Empty title={t("jobs.none")} help={t("jobs.noneHelp")} action={add} />
        ) : null}
        {shown.length ? (
          <Table.ScrollContainer minWidth={860}>
            <Table>
              <Table.Thead>
                <Table.Tr>
                  <Table.Th>{t("jobs.name")}</Table.Th>
                  <Table.Th>{t("jobs.way")}</Table.Th>
                  <Table.Th>{t("jobs.status")}</Table.Th>
                  <Table.Th w="32%">{t("jobs.last")}</Table.Th>
                  <Table.Th>{t("runs.started")}</Table.Th>
                  <Table.Th>{t("schedule.next")}</Table.Th>
                  <Table.Th>{t("jobs.owner")}</Table.Th>
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {shown.map((job) => (
                  <Table.Tr key={job.name}>
                    <Table.Td>
                      <Link to="/jobs/$name" params={{ name: job.name }} className="link">
                        {job.name}
                      </Link>
                    </Table.Td>
                    <Table.Td>
                      {job.source} → {job.destination}
                    </Table.Td>
                    <Table.Td>
                      <Group gap={4}>
                        {job.at_work !== null ? (
                          <Badge variant="light" tt="none" radius={5}>
                            {t("jobs.atWork")}
                          </Badge>
                        ) : null}
                        {job.paused ? (
                          <Badge variant="light" color="gray" tt="none" radius={5} autoContrast>
                            {t("jobs.paused")}
                          </Badge>
                        ) : null}
                        {job.last_run ? <StatusBadge status={job.last_run.status} /> : null}
                      </Group>
                    </Table.Td>
                    <Table.Td>{job.last_run ? <OutcomeBar outcomes={job.last_run.outcomes} /> : "–"}</Table.Td>
                    <Table.Td>{moment(job.last_run?.started ?? null, i18n.language)}</Table.Td>
                    <Table.Td>
                      {job.next_run !== null
                        ? moment(job.next_run, i18n.language)
                        : words(job, i18n.language) || t("schedule.byHand")}
                    </Table.Td>
                    <Table.Td>{job.owner}</Table.Td>
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
