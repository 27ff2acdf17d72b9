import { ActionIcon, Paper, Skeleton, Table, Tabs, Text, TextInput } from "@mantine/core";
import { IconSettingsPlus } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, take } from "../../api/client";
import { FaultAlert } from "../../app/Fault";
import { byName } from "../../app/format";
import { Page } from "../../app/Page";

export function SelectConnector() {
  const { t, i18n } = useTranslation();
  const language = i18n.language === "ja" ? "ja" : "en";
  const [tab, setTab] = useState<string | null>("sources");
  const [text, setText] = useState("");
  const found = useQuery({ queryKey: ["connectors"], queryFn: () => take(api.GET("/api/connectors")) });
  const shown = byName(found.data ?? [], (each) => each.title[language], language)
    .filter((each) => (tab === "sources" ? each.source : each.destination))
    .filter((each) => `${each.title.en} ${each.title.ja} ${each.name}`.toLowerCase().includes(text.toLowerCase()));
  return (
    <Page title={t("connections.select")}>
      <FaultAlert error={found.error} />
      <Tabs value={tab} onChange={setTab} mb="md">
        <Tabs.List>
          <Tabs.Tab value="sources">{t("connections.sources")}</Tabs.Tab>
          <Tabs.Tab value="destinations">{t("connections.destinations")}</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value={tab ?? "sources"} pt="md">
          <TextInput
            aria-label={t("common.search")}
            placeholder={t("common.search")}
            value={text}
            onChange={(event) => setText(event.currentTarget.value)}
            maw={320}
            mb="md"
          />
          <Paper className="card">
            {found.isPending ? <Skeleton h={200} /> : null}
            <Table>
              <Table.Thead>
                <Table.Tr>
                  <Table.Th>{t("connections.connector")}</Table.Th>
                  <Table.Th>{t("connections.category")}</Table.Th>
                  <Table.Th ta="right">{t("common.actions")}</Table.Th>
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {shown.map((each) => (
                  <Table.Tr key={each.name}>
                    <Table.Td>
                      <Text fw={560}>{each.title[language]}</Text>
                    </Table.Td>
                    <Table.Td>{each.category}</Table.Td>
                    <Table.Td ta="right">
                      <ActionIcon
                        component={Link}
                        to="/connections/add/$connector"
                        params={{ connector: each.name } as never}
                        variant="default"
                        size="lg"
                        aria-label={`${t("connections.configure")}: ${each.title[language]}`}
                        title={t("connections.configure")}
                      >
                        <IconSettingsPlus size={18} aria-hidden />
                      </ActionIcon>
                    </Table.Td>
                  </Table.Tr>
                ))}
              </Table.Tbody>
            </Table>
          </Paper>
        </Tabs.Panel>
      </Tabs>
    </Page>
  );
}
