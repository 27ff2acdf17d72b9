import {
  Alert,
  Badge,
  Box,
  Button,
  Code,
  Divider,
  Grid,
  Group,
  Paper,
  SimpleGrid,
  Stack,
  Tabs,
  TagsInput,
  Text,
  TextInput,
  Title,
} from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { api, Refused, take, type Schemas } from "../../api/client";
import { FaultAlert, faultOf } from "../../app/Fault";
import { Page } from "../../app/Page";
import { forget, keep, kept as typedBefore } from "./draft";
import { PracticeButton } from "./PracticeButton";
import { SettingField, type Value } from "./SettingField";
import { TestReport } from "./TestReport";
import { UploadButton } from "./UploadButton";
import { SIGN_IN, ZohoSignIn } from "./ZohoSignIn";

type Connection = Schemas["ConnectionOut"];
type Connector = Schemas["ConnectorOut"];

/** A connection's form, drawn from its connector's specification, with the test report beside it. */
export function ConnectionForm({ connector, saved }: { connector: Connector; saved?: Connection }) {
  const { t, i18n } = useTranslation();
  const language = i18n.language === "ja" ? "ja" : "en";
  const queries = useQueryClient();
  const navigate = useNavigate();
  const key = saved ? `edit:${saved.name}` : `new:${connector.name}`;
  const [before, setBefore] = useState(() => typedBefore(key));
  const [name, setName] = useState(saved?.name ?? before?.name ?? "");
  const [settings, setSettings] = useState<Record<string, Value>>(
    before?.settings ?? ((saved?.settings ?? {}) as Record<string, Value>),
  );
  const [labels, setLabels] = useState<string[]>(before?.labels ?? saved?.labels ?? []);
  const [kept, setKept] = useState(saved);
  const [based, setBased] = useState<number | null>(before?.version ?? saved?.version ?? null);
  const [touched, setTouched] = useState(before !== undefined);
  const zoho = connector.name === "zoho-crm";

  useEffect(() => {
    if (touched) keep(key, { name, settings, labels, version: based }, connector);
  }, [touched, key, name, settings, labels, based, connector]);
  const change = (setting: string, value: Value) => {
    setTouched(true);
    setSettings((now) => ({ ...now, [setting]: value }));
  };
  const takeOver = (found: Connection) => {
    setKept(found);
    setBased(found.version);
    setLabels(found.labels);
    setSettings(found.settings as Record<string, Value>);
    setTouched(false);
    setBefore(undefined);
    forget(key);
  };

  const save = async (draft: boolean): Promise<Connection> => {
    const sent = Object.fromEntries(
      Object.entries(settings).filter(([each]) => {
        const setting = connector.settings.find((one) => one.name === each);
        return setting !== undefined && isShown(setting, settings, connector);
      }),
    );
    const body = { connector: connector.name, settings: sent, draft, labels };
    const found = kept
      ? await take(
          api.PUT("/api/connections/{name}", {
            params: { path: { name: kept.name } },
            body: { ...body, based_on: based },
          }),
        )
      : await take(api.POST("/api/connections", { body: { ...body, name } }));
    takeOver(found);
    return found;
  };
  const done = (found: Connection) => {
    setKept(found);
    queries.setQueryData(["connection", found.name], found);
    void queries.invalidateQueries({ queryKey: ["connections"] });
  };
  const test = useMutation({
    mutationFn: async () => {
      const found = await save(false);
      done(found);
      return take(api.POST("/api/connections/{name}/test", { params: { path: { name: found.name } } }));
    },
    onSuccess: (found) => {
      done(found);
      if (!saved) void navigate({ to: "/connections/$name", params: { name: found.name }, replace: true });
    },
  });
  const draft = useMutation({
    mutationFn: () => save(true),
    onSuccess: (found) => {
      done(found);
      notifications.show({ message: t("form.isDraft"), color: "matsu" });
      void navigate({ to: "/connections" });
    },
  });
  const signIn = useMutation({
    mutationFn: async () => {
      const found = await save(!kept || kept.draft || !kept.settings["refresh_token"]);
      done(found);
      const begun = await take(
        api.POST("/api/connections/{name}/sign-in", {
          params: { path: { name: found.name } },
          body: { redirect_uri: `${window.location.origin}/zoho/callback` },
        }),
      );
      window.location.assign(begun.address);
    },
  });
  const error = test.error ?? draft.error ?? signIn.error;
  const stale = error instanceof Refused && error.problem.code === "stale";
  const theirs = useMutation({
    mutationFn: async (mine: boolean) => {
      const found = await take(api.GET("/api/connections/{name}", { params: { path: { name: kept?.name ?? name } } }));
      if (mine) setBased(found.version);
      else takeOver(found);
      for (const each of [test, draft, signIn]) each.reset();
    },
  });

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
          onChange={(value) => change(setting.name, value)}
        />
        {setting.name === "path" ? (
          <Box mt="xs">
            <UploadButton onPath={(path) => change("path", path)} />
          </Box>
        ) : null}
      </Box>
    ) : null;
  const plain = connector.settings.filter((each) => !each.advanced && !(zoho && SIGN_IN.has(each.name)));
  const pair = zoho ? plain.filter((each) => each.name === "region" || each.name === "schema") : [];
  const advanced = connector.settings.filter((each) => each.advanced);
  const role =
    connector.source && connector.destination
      ? t("connections.both")
      : t(connector.source ? "connections.source" : "connections.destination");
  const fresh = !saved || saved.draft;

  return (
    <Page
      title={saved ? saved.name : t("form.new")}
      sub={`${connector.title[language]} · ${role}`}
      actions={
        <>
          <Button variant="default" onClick={() => draft.mutate()} loading={draft.isPending} disabled={!name}>
            {t("form.draft")}
          </Button>
          <Button type="submit" form="connection" loading={test.isPending}>
            {t(fresh ? "form.createTest" : "form.saveTest")}
          </Button>
        </>
      }
    >
      {stale ? (
        <Alert color="yamabuki" title={t("form.staleTitle")} mb="md" role="alert">
          <Text mb="sm">{(error as Refused).problem.detail}</Text>
          <Group gap="sm">
            <Button variant="default" onClick={() => theirs.mutate(false)}>
              {t("form.takeTheirs")}
            </Button>
            <Button variant="default" onClick={() => theirs.mutate(true)}>
              {t("form.keepMine")}
            </Button>
          </Group>
        </Alert>
      ) : (
        <FaultAlert error={error} />
      )}
      {before ? (
        <Alert color="ai" mb="md" withCloseButton onClose={() => setBefore(undefined)} closeButtonLabel={t("common.close")}>
          {t("form.typedBefore")}{" "}
          <Button
            variant="subtle"
            size="compact-sm"
            onClick={() => {
              forget(key);
              setTouched(false);
              setBefore(undefined);
              setName(saved?.name ?? "");
              setSettings((saved?.settings ?? {}) as Record<string, Value>);
              setLabels(saved?.labels ?? []);
              setBased(saved?.version ?? null);
            }}
          >
            {t("form.discard")}
          </Button>
        </Alert>
      ) : null}
      <Grid gap="lg">
        <Grid.Col span={{ base: 12, md: 8 }}>
          <form
            id="connection"
            onSubmit={(event) => {
              event.preventDefault();
              test.mutate();
            }}
          >
            <Tabs defaultValue="settings">
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
                      onChange={(event) => {
                        setTouched(true);
                        setName(event.currentTarget.value);
                      }}
                    />
                    {zoho ? (
                      <>
                        <SimpleGrid cols={{ base: 1, sm: 2 }}>{pair.map(field)}</SimpleGrid>
                        <PracticeButton
                          onSettings={(given) => {
                            setTouched(true);
                            setSettings((now) => ({ ...now, ...given }));
                          }}
                        />
                      </>
                    ) : null}
                    {plain.filter((each) => !pair.includes(each)).map(field)}
                    {zoho ? (
                      <>
                        <Divider />
                        <ZohoSignIn
                          connector={connector}
                          settings={settings}
                          error={error}
                          onChange={change}
                          ready={name !== ""}
                          busy={signIn.isPending}
                          onSignIn={() => signIn.mutate()}
                        />
                      </>
                    ) : null}
                    <TagsInput
                      label={t("connections.labels")}
                      value={labels}
                      maxTags={20}
                      onChange={(value) => {
                        setTouched(true);
                        setLabels(value);
                      }}
                    />
                  </Stack>
                </Paper>
              </Tabs.Panel>
              <Tabs.Panel value="advanced">
                <Paper className="card" p="md">
                  <Stack gap="md">{advanced.map(field)}</Stack>
                </Paper>
              </Tabs.Panel>
              <Tabs.Panel value="definition">
                <Code block>{asYaml(name || "name", connector, settings)}</Code>
              </Tabs.Panel>
            </Tabs>
          </form>
        </Grid.Col>
        <Grid.Col span={{ base: 12, md: 4 }}>
          <Paper className="card" aria-live="polite">
            <Group justify="space-between" p="md">
              <Title order={2}>{t("form.report")}</Title>
              {kept && kept.tested !== null ? <Verdict connection={kept} /> : null}
            </Group>
            {kept && kept.report.length ? (
              <TestReport
                report={kept.report}
                onOffer={(offered) => {
                  setTouched(true);
                  setSettings((now) => ({ ...now, ...offered }));
                }}
              />
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
    <Badge variant="light" color={colour} autoContrast>
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
function asYaml(name: string, connector: Connector, settings: Record<string, Value>): string {
  const lines = Object.entries(settings)
    .filter(([, value]) => value !== null && value !== undefined && value !== "")
    .map(([key, value]) =>
      connector.settings.some((each) => each.name === key && each.type === "secret")
        ? `    ${key}: "\${${key.toUpperCase()}}"`
        : `    ${key}: ${typeof value === "string" ? JSON.stringify(value) : String(value)}`,
    );
  return ["connections:", `  ${JSON.stringify(name)}:`, `    connector: ${connector.name}`, ...lines].join("\n");
}
