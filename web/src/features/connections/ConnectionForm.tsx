import { Badge, Box, Button, Code, Divider, Grid, Group, Paper, Stack, Tabs, Text, TextInput, Title } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, take, type Schemas } from "../../api/client";
import { FaultAlert, faultOf } from "../../app/Fault";
import { Page } from "../../app/Page";
import { SettingField, type Value } from "./SettingField";
import { TestReport } from "./TestReport";
import { SIGN_IN, ZohoSignIn } from "./ZohoSignIn";

type Connection = Schemas["ConnectionOut"];
type Connector = Schemas["ConnectorOut"];

/** A connection's form, drawn from its connector's specification, with the test report beside it. */
export function ConnectionForm({ connector, saved }: { connector: Connector; saved?: Connection }) {
  const { t, i18n } = useTranslation();
  const language = i18n.language === "ja" ? "ja" : "en";
  const queries = useQueryClient();
  const navigate = useNavigate();
  const [name, setName] = useState(saved?.name ?? "");
  const [settings, setSettings] = useState<Record<string, Value>>((saved?.settings ?? {}) as Record<string, Value>);
  const [kept, setKept] = useState(saved);
  const zoho = connector.name === "zoho-crm";

  const save = async (draft: boolean): Promise<Connection> => {
    const sent = Object.fromEntries(
      Object.entries(settings).filter(([key]) => {
        const setting = connector.settings.find((each) => each.name === key);
        return setting !== undefined && isShown(setting, settings, connector);
      }),
    );
    const body = { connector: connector.name, settings: sent, draft, labels: kept?.labels ?? [] };
    const found = kept
      ? await take(
          api.PUT("/api/connections/{name}", {
            params: { path: { name: kept.name } },
            body: { ...body, based_on: kept.version },
          }),
        )
      : await take(api.POST("/api/connections", { body: { ...body, name } }));
    setKept(found);
    return found;
  };
  const done = (found: Connection) => {
    setKept(found);
    void queries.invalidateQueries({ queryKey: ["connections"] });
    void queries.invalidateQueries({ queryKey: ["connection", found.name] });
  };
  const test = useMutation({
    mutationFn: async () => {
      const found = await save(false);
      return take(api.POST("/api/connections/{name}/test", { params: { path: { name: found.name } } }));
    },
    onSuccess: done,
  });
  const draft = useMutation({
    mutationFn: () => save(true),
    onSuccess: (found) => {
      done(found);
      notifications.show({ message: t("form.isDraft"), color: "matsu" });
      void navigate({ to: "/connections" });
    },
  });
  const error = test.error ?? draft.error;

  const field = (setting: Connector["settings"][number]) =>
    isShown(setting, settings, connector) ? (
      <Box
        key={setting.name}
        pl={setting.shown_when ? "md" : 0}
        style={setting.shown_when ? { borderLeft: "2px solid var(--mantine-color-default-border)" } : {}}
      >
        <SettingField
          setting={setting}
          value={settings[setting.name]}
          error={faultOf(error, `settings.${setting.name}`)}
          onChange={(value) => setSettings((before) => ({ ...before, [setting.name]: value }))}
        />
      </Box>
    ) : null;
  const plain = connector.settings.filter((each) => !each.advanced && !(zoho && SIGN_IN.has(each.name)));
  const advanced = connector.settings.filter((each) => each.advanced);
  const role =
    connector.source && connector.destination
      ? t("connections.both")
      : t(connector.source ? "connections.source" : "connections.destination");

  return (
    <Page
      title={kept ? kept.name : t("form.new")}
      sub={`${connector.title[language]} · ${role}`}
      actions={
        <>
          <Button variant="default" onClick={() => draft.mutate()} loading={draft.isPending} disabled={!name}>
            {t("form.draft")}
          </Button>
          <Button type="submit" form="connection" loading={test.isPending}>
            {t(saved ? "form.saveTest" : "form.createTest")}
          </Button>
        </>
      }
    >
      <FaultAlert error={error} />
      <Grid gap="lg">
        <Grid.Col span={{ base: 12, md: 8 }}>
          <form
            id="connection"
            onSubmit={(event) => {
              event.preventDefault();
              test.mutate();
            }}
          >
            <Tabs defaultValue="settings" keepMounted={false}>
              <Tabs.List mb="md">
                <Tabs.Tab value="settings">{t("form.settings")}</Tabs.Tab>
                {advanced.length ? <Tabs.Tab value="advanced">{t("form.advanced")}</Tabs.Tab> : null}
                <Tabs.Tab value="definition">{t("form.definition")}</Tabs.Tab>
              </Tabs.List>
              <Tabs.Panel value="settings">
                <Paper className="card" p="md">
                  <Stack gap="md">
                    <TextInput
                      label={t("connections.name")}
                      required
                      value={name}
                      disabled={kept !== undefined}
                      maxLength={200}
                      error={faultOf(error, "name")}
                      onChange={(event) => setName(event.currentTarget.value)}
                    />
                    {plain.map(field)}
                    {zoho ? (
                      <>
                        <Divider />
                        <ZohoSignIn
                          settings={settings}
                          error={error}
                          onChange={(key, value) => setSettings((before) => ({ ...before, [key]: value }))}
                        />
                      </>
                    ) : null}
                  </Stack>
                </Paper>
              </Tabs.Panel>
              <Tabs.Panel value="advanced">
                <Paper className="card" p="md">
                  <Stack gap="md">{advanced.map(field)}</Stack>
                </Paper>
              </Tabs.Panel>
              <Tabs.Panel value="definition">
                <Code block>{asYaml(name || "name", connector.name, settings)}</Code>
              </Tabs.Panel>
            </Tabs>
          </form>
        </Grid.Col>
        <Grid.Col span={{ base: 12, md: 4 }}>
          <Paper className="card">
            <Group justify="space-between" p="md">
              <Title order={2}>{t("form.report")}</Title>
              {kept && kept.tested !== null ? <Verdict connection={kept} /> : null}
            </Group>
            {kept && kept.report.length ? (
              <TestReport report={kept.report} />
            ) : (
              <Text c="dimmed" p="md" pt={0}>
                {t("form.noReport")}
              </Text>
            )}
          </Paper>
        </Grid.Col>
      </Grid>
    </Page>
  );
}

function Verdict({ connection }: { connection: Connection }) {
  const { t } = useTranslation();
  const open = connection.report.filter((check) => check.ok === null).length;
  const colour = connection.passed ? (open ? "yamabuki" : "matsu") : "shu";
  return (
    <Badge variant="light" color={colour} tt="none" radius={5} autoContrast>
      {connection.passed ? (open ? t("form.toLook", { count: open }) : t("form.passed")) : t("form.failed")}
    </Badge>
  );
}

function isShown(setting: Connector["settings"][number], values: Record<string, Value>, connector: Connector): boolean {
  const when = setting.shown_when;
  if (!when) return true;
  const other = connector.settings.find((each) => each.name === when.setting);
  return (values[when.setting] ?? other?.default) === when.value;
}

/** The same connection as it would stand in a definition file; secrets are references there. */
function asYaml(name: string, connector: string, settings: Record<string, Value>): string {
  const lines = Object.entries(settings)
    .filter(([, value]) => value !== null && value !== undefined && value !== "")
    .map(([key, value]) =>
      /secret|token|password|^code$/.test(key)
        ? `    ${key}: "\${${key.toUpperCase()}}"`
        : `    ${key}: ${typeof value === "string" ? JSON.stringify(value) : String(value)}`,
    );
  return ["connections:", `  ${JSON.stringify(name)}:`, `    connector: ${connector}`, ...lines].join("\n");
}
