/** One's own account: language, password, second factor, sessions. */
import { Badge, Button, Code, Group, Image, Modal, Paper, PasswordInput, Select, Stack, Table, Text, TextInput, Title } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { api, take, type Schemas } from "../../api/client";
import { ActionsHead } from "../../app/ActionsHead";
import { FaultAlert, faultOf } from "../../app/Fault";
import { moment } from "../../app/format";
import { useSession } from "../../app/session";
import { speak } from "../../texts";
import { Once } from "./Once";
import { SettingsPage } from "./SettingsPage";

export function Account() {
  const { t } = useTranslation();
  const session = useSession();
  return (
    <SettingsPage title={t("security.nav.account")} sub={session?.user?.email}>
      <Stack gap="md">
        <SpokenLanguage />
        <OwnPassword />
        <SecondFactor />
        <Sessions />
      </Stack>
    </SettingsPage>
  );
}

function Card({ title, children }: { title: string; children: ReactNode }) {
  return (
    <Paper className="card" p="md">
      <Title order={2} mb="sm">
        {title}
      </Title>
      {children}
    </Paper>
  );
}

function SpokenLanguage() {
  const { t, i18n } = useTranslation();
  const save = useMutation({
    mutationFn: (language: "en" | "ja") => take(api.PATCH("/api/session", { body: { language } })),
  });
  return (
    <Card title={t("settings.language")}>
      <FaultAlert error={save.error} />
      <Select
        aria-label={t("settings.language")}
        data={[
          { value: "en", label: "English" },
          { value: "ja", label: "日本語" },
        ]}
        value={i18n.language}
        onChange={(value) => {
          const language = value === "ja" ? "ja" : "en";
          speak(language);
          save.mutate(language);
        }}
        allowDeselect={false}
        maw={280}
      />
    </Card>
  );
}

function OwnPassword() {
  const { t } = useTranslation();
  const [password, setPassword] = useState("");
  const [fresh, setFresh] = useState("");
  const change = useMutation({
    mutationFn: () => take(api.PUT("/api/account/password", { body: { password, new: fresh } })),
    onSuccess: () => {
      setPassword("");
      setFresh("");
    },
  });
  return (
    <Card title={t("session.password")}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          change.mutate();
        }}
      >
        <Stack gap="sm" maw={360}>
          <FaultAlert error={change.error} />
          <PasswordInput
            label={t("security.password.now")}
            autoComplete="current-password"
            required
            value={password}
            onChange={(event) => setPassword(event.currentTarget.value)}
          />
          <PasswordInput
            label={t("security.password.new")}
            description={t("session.passwordHelp")}
            autoComplete="new-password"
            required
            minLength={12}
            value={fresh}
            onChange={(event) => setFresh(event.currentTarget.value)}
          />
          <Group>
            <Button type="submit" variant="default" loading={change.isPending}>
              {t("security.password.change")}
            </Button>
            {change.isSuccess ? <Text c="matsu">{t("security.password.changed")}</Text> : null}
          </Group>
        </Stack>
      </form>
    </Card>
  );
}

function SecondFactor() {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const user = useSession()?.user;
  const [asked, setAsked] = useState<"begin" | "codes" | "remove">();
  const [password, setPassword] = useState("");
  const [code, setCode] = useState("");
  const [begun, setBegun] = useState<Schemas["Enrolment"]>();
  const [codes, setCodes] = useState<string[]>();
  const again = () => queries.invalidateQueries({ queryKey: ["session"] });
  const ask = useMutation({
    mutationFn: async () => {
      const body = { password };
      if (asked === "begin") setBegun(await take(api.POST("/api/account/second-factor", { body })));
      if (asked === "codes") setCodes((await take(api.POST("/api/account/recovery-codes", { body }))).codes);
      if (asked === "remove") await take(api.POST("/api/account/second-factor/removal", { body }));
    },
    onSuccess: async () => {
      setAsked(undefined);
      await again();
    },
  });
  const confirm = useMutation({
    mutationFn: () =>
      take(api.PUT("/api/account/second-factor", { body: { password, secret: begun?.secret ?? "", code } })),
    onSuccess: async (made) => {
      setBegun(undefined);
      setCodes(made.codes);
      setCode("");
      await again();
    },
  });
  return (
    <Card title={t("security.second.title")}>
      <Stack gap="sm">
        <Text c="dimmed">{t("security.second.help")}</Text>
        {user?.to_enrol ? <Text fw={600}>{t("security.second.needed")}</Text> : null}
        <Group>
          <Badge color={user?.second_factor ? "matsu" : "gray"} variant="light">
            {t(user?.second_factor ? "security.second.on" : "security.second.off")}
          </Badge>
          {user?.second_factor ? (
            <>
              <Button variant="default" onClick={() => setAsked("codes")}>
                {t("security.second.newCodes")}
              </Button>
              <Button variant="default" onClick={() => setAsked("remove")}>
                {t("security.second.remove")}
              </Button>
            </>
          ) : (
            <Button variant="default" onClick={() => setAsked("begin")}>
              {t("security.second.begin")}
            </Button>
          )}
        </Group>
      </Stack>
      <Modal opened={asked !== undefined} onClose={() => setAsked(undefined)} title={t("security.second.title")}>
        <form
          onSubmit={(event) => {
            event.preventDefault();
            ask.mutate();
          }}
        >
          <Stack gap="md">
            <FaultAlert error={ask.error} />
            <PasswordInput
              label={t("security.password.now")}
              autoComplete="current-password"
              required
              value={password}
              onChange={(event) => setPassword(event.currentTarget.value)}
              data-autofocus
            />
            <Button type="submit" loading={ask.isPending}>
              {t("security.second.next")}
            </Button>
          </Stack>
        </form>
      </Modal>
      <Modal opened={begun !== undefined} onClose={() => setBegun(undefined)} title={t("security.second.begin")}>
        {begun ? (
          <form
            onSubmit={(event) => {
              event.preventDefault();
              confirm.mutate();
            }}
          >
            <Stack gap="md">
              <Text>{t("security.second.scan")}</Text>
              <Image
                src={`data:image/svg+xml;utf8,${encodeURIComponent(begun.svg)}`}
                alt={t("security.second.picture")}
                w={220}
                h={220}
                mx="auto"
              />
              <Text c="dimmed">{t("security.second.type")}</Text>
              <Code block>{begun.secret.replace(/(.{4})/g, "$1 ").trim()}</Code>
              <TextInput
                label={t("security.second.code")}
                error={faultOf(confirm.error, "code")}
                inputMode="numeric"
                autoComplete="one-time-code"
                maxLength={10}
                required
                value={code}
                onChange={(event) => setCode(event.currentTarget.value)}
              />
              <Button type="submit" loading={confirm.isPending}>
                {t("security.second.confirm")}
              </Button>
            </Stack>
          </form>
        ) : null}
      </Modal>
      <Modal opened={codes !== undefined} onClose={() => setCodes(undefined)} title={t("security.second.codes")}>
        {codes ? <Once text={codes.join("\n")} help={t("security.second.codesHelp")} /> : null}
      </Modal>
    </Card>
  );
}

function Sessions() {
  const { t, i18n } = useTranslation();
  const queries = useQueryClient();
  const found = useQuery({ queryKey: ["own-sessions"], queryFn: () => take(api.GET("/api/account/sessions")) });
  const again = () => queries.invalidateQueries({ queryKey: ["own-sessions"] });
  const end = useMutation({
    mutationFn: (session: string) =>
      take(api.DELETE("/api/account/sessions/{session}", { params: { path: { session } } })),
    onSettled: again,
  });
  const elsewhere = useMutation({ mutationFn: () => take(api.DELETE("/api/account/sessions")), onSettled: again });
  return (
    <Card title={t("security.sessions.title")}>
      <FaultAlert error={found.error ?? end.error ?? elsewhere.error} />
      <Table.ScrollContainer minWidth={560}>
        <Table>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t("security.sessions.browser")}</Table.Th>
              <Table.Th>{t("security.sessions.address")}</Table.Th>
              <Table.Th>{t("security.sessions.seen")}</Table.Th>
              <ActionsHead />
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {found.data?.map((each) => (
              <Table.Tr key={each.id}>
                <Table.Td maw={360} style={{ overflowWrap: "anywhere" }}>
                  {each.agent || "–"}
                </Table.Td>
                <Table.Td>{each.address}</Table.Td>
                <Table.Td>{moment(each.seen, i18n.language)}</Table.Td>
                <Table.Td ta="right">
                  {each.this ? (
                    <Text c="dimmed">{t("security.sessions.this")}</Text>
                  ) : (
                    <Button variant="subtle" size="compact-sm" onClick={() => end.mutate(each.id)}>
                      {t("nav.signOut")}
                    </Button>
                  )}
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
      <Button variant="default" mt="sm" onClick={() => elsewhere.mutate()} loading={elsewhere.isPending}>
        {t("security.sessions.elsewhere")}
      </Button>
    </Card>
  );
}
