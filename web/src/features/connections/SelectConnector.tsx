import { ActionIcon, Group, Menu, Paper, Skeleton, Table, Tabs, Text } from "@mantine/core";
import { IconDotsVertical, IconDownload, IconRefresh, IconSettingsPlus, IconTrash } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, take, type Schemas } from "../../api/client";
import { FaultAlert } from "../../app/Fault";
import { byName } from "../../app/format";
import { Page } from "../../app/Page";
import { SearchBox } from "../../app/SearchBox";
import { useSession } from "../../app/session";
import { DownloadConnector, megabytes } from "./DownloadConnector";

type Connector = Schemas["ConnectorOut"];

export function SelectConnector() {
  const { t, i18n } = useTranslation();
  const language = i18n.language === "ja" ? "ja" : "en";
  const [tab, setTab] = useState<string | null>("sources");
  const [text, setText] = useState("");
  const [fetched, setFetched] = useState<string>();
  const queries = useQueryClient();
  const remove = useMutation({
    mutationFn: (name: string) => take(api.DELETE("/api/connectors/{name}/installation", { params: { path: { name } } })),
    onSuccess: () => queries.invalidateQueries({ queryKey: ["connectors"] }),
  });
  const found = useQuery({ queryKey: ["connectors"], queryFn: () => take(api.GET("/api/connectors")) });
  const shown = byName(found.data ?? [], (each) => each.title[language], language)
    .filter((each) => (tab === "sources" ? each.source : each.destination))
    .filter((each) => `${each.title.en} ${each.title.ja} ${each.name}`.toLowerCase().includes(text.toLowerCase()));
  const download = found.data?.find((each) => each.name === fetched);
  return (
    <Page title={t("connections.select")}>
      <FaultAlert error={found.error ?? remove.error} />
      {download ? <DownloadConnector connector={download} onClose={() => setFetched(undefined)} /> : null}
      <Tabs value={tab} onChange={setTab} mb="md">
        <Tabs.List>
          <Tabs.Tab value="sources">{t("connections.sources")}</Tabs.Tab>
          <Tabs.Tab value="destinations">{t("connections.destinations")}</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value={tab ?? "sources"} pt="md">
          <SearchBox value={text} onChange={setText} />
          <Paper className="card">
            {found.isPending ? <Skeleton h={200} /> : null}
            <Table.ScrollContainer minWidth={680}>
              <Table>
                <Table.Thead>
                  <Table.Tr>
                    <Table.Th>{t("connections.connector")}</Table.Th>
                    <Table.Th>{t("connections.category")}</Table.Th>
                    <Table.Th>{t("connections.state")}</Table.Th>
                    <Table.Th>{t("connections.version")}</Table.Th>
                    <Table.Th>{t("connections.licence")}</Table.Th>
                    <Table.Th ta="right">{t("connections.size")}</Table.Th>
                    <Table.Th ta="right">{t("common.actions")}</Table.Th>
                  </Table.Tr>
                </Table.Thead>
                <Table.Tbody>
                  {shown.map((each) => (
                    <Row
                      key={each.name}
                      connector={each}
                      onFetch={() => setFetched(each.name)}
                      onRemove={() => remove.mutate(each.name)}
                    />
                  ))}
                </Table.Tbody>
              </Table>
            </Table.ScrollContainer>
          </Paper>
        </Tabs.Panel>
      </Tabs>
    </Page>
  );
}

function Row(props: { connector: Connector; onFetch: () => void; onRemove: () => void }) {
  const { connector, onFetch, onRemove } = props;
  const { t, i18n } = useTranslation();
  const title = connector.title[i18n.language === "ja" ? "ja" : "en"];
  const usable = connector.state === "included" || connector.state === "installed";
  return (
    <Table.Tr>
      <Table.Td>
        <Text component="div" fw={560}>
          {title}
        </Text>
        <Text size="xs" c="dimmed">
          {[
            connector.source && connector.destination
              ? t("connections.both")
              : t(connector.source ? "connections.source" : "connections.destination"),
            connector.tried ? "" : t("connections.untried"),
          ]
            .filter(Boolean)
            .join(" · ")}
        </Text>
      </Table.Td>
      <Table.Td>{t(`connections.categories.${connector.category}` as "connections.categories.CRM")}</Table.Td>
      <Table.Td>{t(`connections.states.${connector.state}`)}</Table.Td>
      <Table.Td>{connector.version}</Table.Td>
      <Table.Td>{connector.licence}</Table.Td>
      <Table.Td ta="right" style={{ whiteSpace: "nowrap" }}>{megabytes(connector.size, i18n.language)}</Table.Td>
      <Table.Td>
        <Group gap={6} justify="flex-end" wrap="nowrap">
          {usable ? (
            <ActionIcon
              component={Link}
              to="/connections/add/$connector"
              params={{ connector: connector.name } as never}
              variant="default"
              size="lg"
              aria-label={`${t("connections.configure")}: ${title}`}
              title={t("connections.configure")}
            >
              <IconSettingsPlus size={18} aria-hidden />
            </ActionIcon>
          ) : null}
          {!usable || connector.newer ? (
            <ActionIcon
              variant="default"
              size="lg"
              onClick={onFetch}
              aria-label={`${t(connector.newer ? "connections.update" : "connections.download")}: ${title}`}
              title={t(connector.newer ? "connections.update" : "connections.download")}
            >
              {connector.newer ? <IconRefresh size={18} aria-hidden /> : <IconDownload size={18} aria-hidden />}
            </ActionIcon>
          ) : null}
          <More connector={connector} title={title} usable={usable} onRemove={onRemove} />
        </Group>
      </Table.Td>
    </Table.Tr>
  );
}

/** What an administrator may do besides. */
function More(props: { connector: Connector; title: string; usable: boolean; onRemove: () => void }) {
  const { connector, title, usable, onRemove } = props;
  const { t } = useTranslation();
  const session = useSession();
  if (!usable || !connector.installs || session?.user?.role !== "administrator") return null;
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" size="lg" aria-label={`${t("common.actions")}: ${title}`}>
          <IconDotsVertical size={16} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<IconTrash size={16} aria-hidden />} onClick={onRemove}>
          {t("connections.removeConnector")}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
