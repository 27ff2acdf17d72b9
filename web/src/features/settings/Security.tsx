/** What holds for everybody on this server, and the OpenID provider. */
import { Button, Code, Group, MultiSelect, NumberInput, Paper, PasswordInput, Select, Skeleton, Stack, Switch, Text, Textarea, TextInput, Title } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, take, type Schemas } from "../../api/client";
import { FaultAlert, faultOf } from "../../app/Fault";
import { SettingsPage } from "./SettingsPage";
import { useRoles } from "./Users";

type Role = Schemas["Role"];

export function Security() {
  const { t } = useTranslation();
  const server = useQuery({ queryKey: ["security"], queryFn: () => take(api.GET("/api/settings/security")) });
  const openid = useQuery({ queryKey: ["openid"], queryFn: () => take(api.GET("/api/openid/settings")) });
  return (
    <SettingsPage title={t("security.server.title")} sub={t("security.server.sub")}>
      <FaultAlert error={server.error ?? openid.error} />
      <Stack gap="md">
        {server.data ? <Server found={server.data} /> : <Skeleton h={320} />}
        {openid.data ? <Provider found={openid.data} /> : <Skeleton h={320} />}
      </Stack>
    </SettingsPage>
  );
}

function Server({ found }: { found: Schemas["Security"] }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const roles = useRoles();
  const [form, setForm] = useState({ ...found, files: (found.files ?? []).join("\n") });
  const save = useMutation({
    mutationFn: () => {
      const files = form.files.split("\n").map((each) => each.trim()).filter(Boolean);
      return take(api.PUT("/api/settings/security", { body: { ...form, files } }));
    },
    onSuccess: () => {
      void queries.invalidateQueries({ queryKey: ["connectors"] });
      return queries.invalidateQueries({ queryKey: ["security"] });
    },
  });
  return (
    <Paper className="card" p="md">
      <Stack gap="md" maw={560}>
        <FaultAlert error={save.error} />
        <MultiSelect
          label={t("security.server.factor")}
          description={t("security.server.factorHelp")}
          data={roles}
          value={form.second_factor_roles}
          onChange={(value) => setForm({ ...form, second_factor_roles: value as Role[] })}
        />
        <Textarea
          label={t("security.server.files")}
          description={t("security.server.filesHelp")}
          value={form.files}
          onChange={(event) => setForm({ ...form, files: event.currentTarget.value })}
          autosize
          minRows={2}
          className="editor"
        />
        <Switch
          label={t("security.server.private")}
          description={t("security.server.privateHelp")}
          checked={form.private_addresses}
          onChange={(event) => setForm({ ...form, private_addresses: event.currentTarget.checked })}
        />
        <Switch
          label={t("exchange.installs")}
          description={t("exchange.installsHelp")}
          checked={form.installs}
          onChange={(event) => setForm({ ...form, installs: event.currentTarget.checked })}
        />
        <NumberInput
          label={t("security.server.upload")}
          min={1}
          max={10000}
          value={form.upload_megabytes}
          onChange={(value) => setForm({ ...form, upload_megabytes: Number(value) })}
          maw={200}
        />
        <Group>
          <Button onClick={() => save.mutate()} loading={save.isPending}>
            {t("common.save")}
          </Button>
          {save.isSuccess ? <Text c="matsu">{t("security.server.saved")}</Text> : null}
        </Group>
      </Stack>
    </Paper>
  );
}

function Provider({ found }: { found: Schemas["OpenId"] }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const roles = useRoles();
  const lines = Object.entries(found.groups ?? {}).map(([group, role]) => `${group} = ${role}`);
  const [form, setForm] = useState({ ...found, groups: lines.join("\n") });
  const save = useMutation({
    mutationFn: () => {
      const groups: Record<string, Role> = {};
      for (const line of form.groups.split("\n")) {
        const at = line.lastIndexOf("=");
        if (at > 0) groups[line.slice(0, at).trim()] = line.slice(at + 1).trim() as Role;
      }
      return take(api.PUT("/api/openid/settings", { body: { ...form, groups } }));
    },
    onSuccess: () => queries.invalidateQueries({ queryKey: ["openid"] }),
  });
  const field = (name: "issuer" | "client_id" | "claim" | "label") => ({
    value: form[name],
    error: faultOf(save.error, name),
    onChange: (event: React.ChangeEvent<HTMLInputElement>) => setForm({ ...form, [name]: event.currentTarget.value }),
  });
  return (
    <Paper className="card" p="md">
      <Title order={2} mb="sm">
        {t("security.server.openid")}
      </Title>
      <Stack gap="md" maw={560}>
        <FaultAlert error={save.error} />
        <Text c="dimmed">
          {t("security.server.redirect")} <Code>{`${window.location.origin}/api/openid/finish`}</Code>
        </Text>
        <TextInput label={t("security.server.issuer")} placeholder="https://login.example.com" {...field("issuer")} />
        <TextInput label={t("security.server.client")} {...field("client_id")} />
        <PasswordInput
          label={t("security.server.secret")}
          autoComplete="off"
          value={form.client_secret}
          onChange={(event) => setForm({ ...form, client_secret: event.currentTarget.value })}
        />
        <TextInput label={t("security.server.label")} {...field("label")} />
        <TextInput label={t("security.server.claim")} {...field("claim")} />
        <Textarea
          label={t("security.server.groups")}
          placeholder="crm-editors = editor"
          value={form.groups}
          onChange={(event) => setForm({ ...form, groups: event.currentTarget.value })}
          autosize
          minRows={2}
          className="editor"
        />
        <Select
          label={t("security.server.fallback")}
          data={roles}
          placeholder={t("security.server.nobody")}
          value={form.fallback ?? null}
          onChange={(value) => setForm({ ...form, fallback: value as Role | null })}
          clearable
        />
        <Group>
          <Button onClick={() => save.mutate()} loading={save.isPending}>
            {t("common.save")}
          </Button>
          {save.isSuccess ? <Text c="matsu">{t("security.server.saved")}</Text> : null}
        </Group>
      </Stack>
    </Paper>
  );
}
