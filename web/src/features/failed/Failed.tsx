/** Runs whose failed rows still wait. */
import { Paper, Skeleton, Table } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { api, take } from "../../api/client";
import { FaultAlert } from "../../app/Fault";
import { count, moment } from "../../app/format";
import { Empty, Page } from "../../app/Page";

export function Failed() {
  const { t, i18n } = useTranslation();
  const found = useQuery({ queryKey: ["waiting"], queryFn: () => take(api.GET("/api/rejects")) });
  return (
    <Page title={t("failed.title")} sub={t("failed.sub")}>
      <FaultAlert error={found.error} />
      <Paper className="card">
        {found.isPending ? <Skeleton h={160} /> : null}
        {found.data && !found.data.length ? <Empty title={t("failed.none")} help={t("failed.noneHelp")} /> : null}
        {found.data?.length ? (
          <Table.ScrollContainer minWidth={480}>
            <Table>
              <Table.Thead>
                <Table.Tr>
                  <Table.Th>{t("jobs.name")}</Table.Th>
                  <Table.Th>{t("runs.run", { number: "" })}</Table.Th>
                  <Table.Th>{t("runs.started")}</Table.Th>
                  <Table.Th ta="right">{t("failed.rows")}</Table.Th>
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {found.data.map((each) => (
                  <Table.Tr key={each.run}>
                    <Table.Td>
                      <Link to="/runs/$number/failed" params={{ number: String(each.run) }} className="link">
                        {each.job}
                      </Link>
                    </Table.Td>
                    <Table.Td>{each.run}</Table.Td>
                    <Table.Td>{moment(each.started, i18n.language)}</Table.Td>
                    <Table.Td ta="right">{count(each.rows, i18n.language)}</Table.Td>
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
