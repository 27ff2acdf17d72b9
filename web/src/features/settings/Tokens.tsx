/** API tokens: made, shown once, revoked. */
import { Badge, Button, Checkbox, Modal, NumberInput, Paper, Select, Stack, Table, Text, TextInput } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, take, type Schemas } from "../../api/client";
import { ActionsHead } from "../../app/ActionsHead";
import { Ask } from "../../app/Ask";
import { FaultAlert } from "../../app/Fault";
import { moment } from "../../app/format";
import { Empty } from "../../app/Page";
import { useSession } from "../../app/session";
import { Once } from "./Once";
import { SettingsPage } from "./SettingsPage";

type Scope = Schemas["Scope"];
const SCOPES: readonly Scope[] = ["read", "run", "edit", "admin"];
const ROLES = ["viewer", "operator", "editor", "administrator"];

export function Tokens() {
  const { t, i18n } = useTranslation();
  const queries = useQueryClient();
  const admin = useSession()?.user?.role === "administrator";
  const [everybody, setEverybody] = useState(false);
  const [adding, setAdding] = useState(false);
  const [made, setMade] = useState<string>();
  const [asked, setAsked] = useState<Schemas["TokenOut"]>();
  const found = useQuery({
    queryKey: ["tokens", everybody],
    queryFn: () => take(api.GET("/api/tokens", { params: { query: { everybody, limit: 500 } } })),
  });
  const again = () => queries.invalidateQueries({ queryKey: ["tokens"] });
  const revoke = useMutation({
    mutationFn: (number: number) => take(api.DELETE("/api/tokens/{number}", { params: { path: { number } } })),
    onSuccess: () => setAsked(undefined),
    onSettled: again,
  });
  return (
    <SettingsPage
      title={t("security.tokens.title")}
      sub={t("security.tokens.sub")}
      actions={<Button onClick={() => setAdding(true)}>{t("security.tokens.add")}</Button>}
    >
      <FaultAlert error={found.error} />
      {admin ? (
        <Checkbox
          label={t("security.tokens.everybody")}
          checked={everybody}
          onChange={(event) => setEverybody(event.currentTarget.checked)}
          mb="md"
        />
      ) : null}
      <Paper className="card">
        {found.data && !found.data.tokens.length ? (
          <Empty title={t("security.tokens.none")} help={t("security.tokens.noneHelp")} />
        ) : null}
        {found.data?.tokens.length ? (
          <Table.ScrollContainer minWidth={720}>
            <Table>
              <Table.Thead>
                <Table.Tr>
                  <Table.Th>{t("security.users.name")}</Table.Th>
                  <Table.Th>{t("security.tokens.owner")}</Table.Th>
                  <Table.Th>{t("security.tokens.scope")}</Table.Th>
                  <Table.Th>{t("security.tokens.expires")}</Table.Th>
                  <Table.Th>{t("security.tokens.used")}</Table.Th>
                  <ActionsHead />
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {found.data.tokens.map((each) => (
                  <Table.Tr key={each.id}>
                    <Table.Td>{each.name}</Table.Td>
                    <Table.Td>{each.owner}</Table.Td>
                    <Table.Td>
                      {t(`security.scope.${each.scope}`)}
                      {each.see_values ? `, ${t("security.tokens.values")}` : ""}
                    </Table.Td>
                    <Table.Td>
                      {each.expired ? (
                        <Badge color="gray" variant="light">
                          {t("security.tokens.expired")}
                        </Badge>
                      ) : (
                        moment(each.expires, i18n.language)
                      )}
                    </Table.Td>
                    <Table.Td>{each.used === null ? t("common.never") : moment(each.used, i18n.language)}</Table.Td>
                    <Table.Td ta="right">
                      <Button
                        variant="subtle"
                        color="shu"
                        size="compact-sm"
                        aria-label={`${t("security.tokens.revoke")}: ${each.name}`}
                        onClick={() => setAsked(each)}
                      >
                        {t("security.tokens.revoke")}
                      </Button>
                    </Table.Td>
                  </Table.Tr>
                ))}
              </Table.Tbody>
            </Table>
          </Table.ScrollContainer>
        ) : null}
      </Paper>
      <Ask
        opened={asked !== undefined}
        onClose={() => setAsked(undefined)}
        title={t("security.tokens.revoke")}
        error={revoke.error}
        act={{
          label: t("security.tokens.revoke"),
          colour: "shu",
          busy: revoke.isPending,
          go: () => asked && revoke.mutate(asked.id),
        }}
      >
        <Text style={{ overflowWrap: "anywhere" }}>{t("security.tokens.revokeAsk", { name: asked?.name })}</Text>
      </Ask>
      <Modal opened={adding} onClose={() => setAdding(false)} title={t("security.tokens.add")}>
        <AddToken
          onDone={(text) => {
            setAdding(false);
            setMade(text);
            void again();
          }}
        />
      </Modal>
      <Modal opened={made !== undefined} onClose={() => setMade(undefined)} title={t("security.tokens.made")}>
        {made ? <Once text={made} help={t("security.tokens.madeHelp")} /> : null}
      </Modal>
    </SettingsPage>
  );
}

function AddToken({ onDone }: { onDone: (text: string) => void }) {
  const { t } = useTranslation();
  const role = useSession()?.user?.role ?? "viewer";
  const [form, setForm] = useState({ name: "", scope: "read" as Scope, days: 90, see_values: false });
  const add = useMutation({
    mutationFn: () => take(api.POST("/api/tokens", { body: form })),
    onSuccess: (made) => onDone(made.token),
  });
  const allowed = SCOPES.slice(0, ROLES.indexOf(role) + 1);
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        add.mutate();
      }}
    >
      <Stack gap="md">
        <FaultAlert error={add.error} />
        <TextInput
          label={t("security.users.name")}
          description={t("security.tokens.nameHelp")}
          required
          value={form.name}
          onChange={(event) => setForm({ ...form, name: event.currentTarget.value })}
          data-autofocus
        />
        <Select
          label={t("security.tokens.scope")}
          data={allowed.map((value) => ({ value, label: t(`security.scope.${value}`) }))}
          value={form.scope}
          onChange={(scope) => scope && setForm({ ...form, scope: scope as Scope })}
          allowDeselect={false}
        />
        <NumberInput
          label={t("security.tokens.days")}
          min={1}
          max={366}
          value={form.days}
          onChange={(days) => setForm({ ...form, days: Number(days) })}
        />
        <Checkbox
          label={t("security.tokens.seeValues")}
          checked={form.see_values}
          onChange={(event) => setForm({ ...form, see_values: event.currentTarget.checked })}
        />
        <Button type="submit" loading={add.isPending}>
          {t("security.tokens.add")}
        </Button>
      </Stack>
    </form>
  );
}
