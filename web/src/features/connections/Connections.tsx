import { Badge, Button, Group, Paper, Skeleton, Table, Text } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, take } from "../../api/client";
import { FaultAlert } from "../../app/Fault";
import { byName, moment } from "../../app/format";
import { Empty, Page } from "../../app/Page";
import { SearchBox } from "../../app/SearchBox";
import { ConnectionMenu } from "./ConnectionMenu";
import { TestBadge } from "./TestBadge";

export function Connections() {
  const { t, i18n } = useTranslation();
  const [text, setText] = useState("");
  const found = useQuery({ queryKey: ["connections"], queryFn: () => take(api.GET("/api/connections")) });
  const connectors = useQuery({ queryKey: ["connectors"], queryFn: () => take(api.GET("/api/connectors")) });
  const title = (name: string) => {
    const spec = connectors.data?.find((each) => each.name === name);
    return spec ? spec.title[i18n.language === "ja" ? "ja" : "en"] : name;
  };
  const role = (name: string) => {
    const spec = connectors.data?.find((each) => each.name === name);
    if (!spec) return "";
    if (spec.source && spec.destination) return t("connections.both");
    return spec.source ? t("connections.source") : t("connections.destination");
  };
  const shown = byName(found.data ?? [], (each) => each.name, i18n.language).filter((each) =>
    [each.name, ...each.labels].join(" ").toLowerCase().includes(text.toLowerCase()),
  );
  const add = (
    <Button component={Link} to="/connections/add" leftSection={<IconPlus size={16} aria-hidden />}>
      {t("connections.add")}
    </Button>
  );
  return (
    <Page title={t("connections.title")} sub={t("connections.sub")} actions={add}>
      <FaultAlert error={found.error} />
      {found.data?.length ? (
        <SearchBox value={text} onChange={setText} />
      ) : null}
      <Paper className="card">
        {found.isPending ? <Skeleton h={160} /> : null}
        {found.isSuccess && !found.data.length ? (
          <Empty title={t("connections.none")} help={t("connections.noneHelp")} action={add} />
        ) : null}
        {shown.length ? (
          <Table.ScrollContainer minWidth={860}>
            <Table>
              <Table.Thead>
                <Table.Tr>
                  <Table.Th>{t("connections.name")}</Table.Th>
                  <Table.Th>{t("connections.connector")}</Table.Th>
                  <Table.Th>{t("connections.role")}</Table.Th>
                  <Table.Th>{t("connections.tested")}</Table.Th>
                  <Table.Th>{t("connections.used")}</Table.Th>
                  <Table.Th>{t("connections.modified")}</Table.Th>
                  <Table.Th>{t("connections.labels")}</Table.Th>
                  <Table.Th ta="right">{t("common.actions")}</Table.Th>
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {shown.map((each) => (
                  <Table.Tr key={each.name}>
                    <Table.Td miw={170}>
                      <Link to="/connections/$name" params={{ name: each.name }} className="link wraps">
                        {each.name}
                      </Link>
                    </Table.Td>
                    <Table.Td>{title(each.connector)}</Table.Td>
                    <Table.Td>{role(each.connector)}</Table.Td>
                    <Table.Td>
                      <TestBadge connection={each} />{" "}
                      <Text span size="xs" c="dimmed">
                        {each.tested === null ? "" : moment(each.tested, i18n.language)}
                      </Text>
                    </Table.Td>
                    <Table.Td miw={160} style={{ overflowWrap: "anywhere" }}>
                      {each.used_by.join(", ") || "–"}
                    </Table.Td>
                    <Table.Td>
                      {moment(each.modified, i18n.language)}
                      <Text size="xs" c="dimmed">
                        {each.modified_by}
                      </Text>
                    </Table.Td>
                    <Table.Td>
                      <Group gap={4}>
                        {each.labels.map((label) => (
                          <Badge key={label} variant="light" color="gray" autoContrast>
                            {label}
                          </Badge>
                        ))}
                      </Group>
                    </Table.Td>
                    <Table.Td ta="right">
                      <ConnectionMenu connection={each} />
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
