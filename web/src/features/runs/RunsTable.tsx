import { Table, Text } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { count, duration, moment } from "../../app/format";
import { OutcomeBar, runName, StatusBadge, type Run } from "./parts";

export function RunsTable({ runs, withJob = true }: { runs: Run[]; withJob?: boolean }) {
  const { t, i18n } = useTranslation();
  return (
    <Table.ScrollContainer minWidth={860}>
      <Table>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t("runs.run", { number: "" })}</Table.Th>
            {withJob ? <Table.Th>{t("jobs.name")}</Table.Th> : null}
            <Table.Th>{t("jobs.status")}</Table.Th>
            <Table.Th w="32%">{t("runs.result")}</Table.Th>
            <Table.Th>{t("runs.started")}</Table.Th>
            <Table.Th>{t("runs.took")}</Table.Th>
            <Table.Th ta="right">{t("runs.credits")}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {runs.map((run) => (
            <Table.Tr key={run.run}>
              <Table.Td style={{ whiteSpace: "nowrap" }}>
                <Link to="/runs/$number" params={{ number: String(run.run) }} className="link">
                  {runName(run, t)}
                </Link>
              </Table.Td>
              {withJob ? (
                <Table.Td miw={150} style={{ overflowWrap: "anywhere" }}>
                  {run.job}
                </Table.Td>
              ) : null}
              <Table.Td>
                <StatusBadge status={run.status} />
              </Table.Td>
              <Table.Td miw={180}>
                <OutcomeBar outcomes={run.outcomes} />
              </Table.Td>
              <Table.Td style={{ whiteSpace: "nowrap" }}>
                <Text size="sm">{moment(run.started, i18n.language)}</Text>
              </Table.Td>
              <Table.Td>{run.ended === null ? "–" : duration(run.seconds, i18n.language)}</Table.Td>
              <Table.Td ta="right">{count(run.credits, i18n.language)}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}
