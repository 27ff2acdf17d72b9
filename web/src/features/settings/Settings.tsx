import { Alert, Paper, Select, Stack, Table, Text, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { api, take } from "../../api/client";
import { moment } from "../../app/format";
import { Page } from "../../app/Page";
import { useSession } from "../../app/session";
import { speak } from "../../texts";

export function Settings() {
  const { t, i18n } = useTranslation();
  const session = useSession();
  const mayAudit = session?.user?.role === "administrator";
  return (
    <Page title={t("settings.title")}>
      <Stack gap="md">
        <Paper className="card" p="md">
          <Select
            label={t("settings.language")}
            data={[
              { value: "en", label: "English" },
              { value: "ja", label: "日本語" },
            ]}
            value={i18n.language}
            onChange={(value) => speak(value === "ja" ? "ja" : "en")}
            allowDeselect={false}
            maw={280}
          />
        </Paper>
        {mayAudit ? <Audit /> : null}
        <Paper className="card" p="md">
          <Title order={2} mb="xs">
            {t("settings.about")}
          </Title>
          <Text>
            {t("app.name")} {session?.version}
          </Text>
        </Paper>
      </Stack>
    </Page>
  );
}

function Audit() {
  const { t, i18n } = useTranslation();
  const found = useQuery({ queryKey: ["audit"], queryFn: () => take(api.GET("/api/audit")) });
  return (
    <Paper className="card">
      <Title order={2} p="md">
        {t("settings.audit")}
      </Title>
      {found.data ? (
        <Alert color={found.data.broken_at === null ? "matsu" : "shu"} mx="md">
          {found.data.broken_at === null
            ? t("settings.intact")
            : t("settings.broken", { line: found.data.broken_at })}
        </Alert>
      ) : null}
      <Table>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t("settings.when")}</Table.Th>
            <Table.Th>{t("settings.who")}</Table.Th>
            <Table.Th>{t("settings.action")}</Table.Th>
            <Table.Th>{t("settings.what")}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {found.data?.lines.map((line) => (
            <Table.Tr key={line.seq}>
              <Table.Td>{moment(line.at, i18n.language)}</Table.Td>
              <Table.Td>{line.who}</Table.Td>
              <Table.Td>{line.action}</Table.Td>
              <Table.Td>{line.what}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Paper>
  );
}
