/** Alert channels: made, tested, removed; their secrets are never shown again. */
import { Alert, Button, Group, Modal, NumberInput, Paper, PasswordInput, Select, Stack, Table, Text, TextInput } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, take, type Schemas } from "../../api/client";
import { ActionsHead } from "../../app/ActionsHead";
import { Ask } from "../../app/Ask";
import { FaultAlert } from "../../app/Fault";
import { byName } from "../../app/format";
import { Empty } from "../../app/Page";
import { useSession } from "../../app/session";
import { SettingsPage } from "./SettingsPage";

type Channel = Schemas["ChannelOut"];
const KINDS = ["mail", "slack", "teams", "webhook"] as const;
type Kind = (typeof KINDS)[number];
const PORTS = { starttls: 587, tls: 465, none: 25 } as const;
type Security = keyof typeof PORTS;

export function Channels() {
  const { t, i18n } = useTranslation();
  const queries = useQueryClient();
  const admin = useSession()?.user?.role === "administrator";
  const [edited, setEdited] = useState<Channel | "new">();
  const [asked, setAsked] = useState<string>();
  const found = useQuery({ queryKey: ["channels"], queryFn: () => take(api.GET("/api/alert-channels")) });
  const again = () => void queries.invalidateQueries({ queryKey: ["channels"] });
  const remove = useMutation({
    mutationFn: (name: string) => take(api.DELETE("/api/alert-channels/{name}", { params: { path: { name } } })),
    onSuccess: () => setAsked(undefined),
    onSettled: again,
  });
  const tried = useMutation({
    mutationFn: (name: string) =>
      take(
        api.POST("/api/alert-channels/{name}/test", {
          params: { path: { name }, query: { lang: i18n.language === "ja" ? "ja" : "en" } },
        }),
      ),
  });
  const shown = byName(found.data ?? [], (each) => each.name, i18n.language);
  return (
    <SettingsPage
      title={t("schedule.channels.title")}
      sub={t("schedule.channels.sub")}
      actions={admin ? <Button onClick={() => setEdited("new")}>{t("schedule.channels.add")}</Button> : null}
    >
      <FaultAlert error={found.error ?? tried.error} />
      {tried.data ? (
        <Alert color={tried.data.sent ? "matsu" : "shu"} mb="md" role="status">
          {tried.data.sent ? t("schedule.channels.sent") : t("schedule.channels.notSent", { cause: tried.data.cause })}
        </Alert>
      ) : null}
      <Paper className="card">
        {found.isSuccess && !shown.length ? (
          <Empty title={t("schedule.channels.none")} help={t("schedule.channels.noneHelp")} />
        ) : null}
        {shown.length ? (
          <Table.ScrollContainer minWidth={640}>
            <Table>
              <Table.Thead>
                <Table.Tr>
                  <Table.Th>{t("schedule.channels.name")}</Table.Th>
                  <Table.Th>{t("schedule.channels.kind")}</Table.Th>
                  <Table.Th>{t("schedule.channels.goes")}</Table.Th>
                  <Table.Th>{t("schedule.channels.used")}</Table.Th>
                  <ActionsHead />
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {shown.map((each) => (
                  <Table.Tr key={each.name}>
                    <Table.Td>{each.name}</Table.Td>
                    <Table.Td>{t(`schedule.channels.kinds.${each.kind as Kind}`)}</Table.Td>
                    <Table.Td>{receivers(each).join(", ") || "***"}</Table.Td>
                    <Table.Td>{each.used_by.join(", ") || "–"}</Table.Td>
                    <Table.Td>
                      <Group gap={4} justify="flex-end" wrap="nowrap">
                        <Button
                          variant="default"
                          size="compact-sm"
                          loading={tried.isPending && tried.variables === each.name}
                          aria-label={`${t("schedule.channels.test")}: ${each.name}`}
                          onClick={() => tried.mutate(each.name)}
                        >
                          {t("schedule.channels.test")}
                        </Button>
                        {admin ? (
                          <>
                            <Button variant="subtle" size="compact-sm" onClick={() => setEdited(each)}>
                              {t("schedule.channels.edit")}
                            </Button>
                            <Button
                              variant="subtle"
                              color="shu"
                              size="compact-sm"
                              onClick={() => setAsked(each.name)}
                            >
                              {t("schedule.channels.remove")}
                            </Button>
                          </>
                        ) : null}
                      </Group>
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
        title={t("schedule.channels.remove")}
        error={remove.error}
        act={{
          label: t("schedule.channels.remove"),
          colour: "shu",
          busy: remove.isPending,
          go: () => asked && remove.mutate(asked),
        }}
      >
        <Text style={{ overflowWrap: "anywhere" }}>{t("schedule.channels.removeAsk", { name: asked })}</Text>
      </Ask>
      <Modal
        opened={edited !== undefined}
        onClose={() => setEdited(undefined)}
        title={edited === "new" ? t("schedule.channels.add") : (edited?.name ?? "")}
      >
        {edited ? (
          <Form
            channel={edited === "new" ? null : edited}
            onDone={() => {
              setEdited(undefined);
              again();
            }}
          />
        ) : null}
      </Modal>
    </SettingsPage>
  );
}

function Form({ channel, onDone }: { channel: Channel | null; onDone: () => void }) {
  const { t } = useTranslation();
  const [name, setName] = useState(channel?.name ?? "");
  const [kind, setKind] = useState<Kind>((channel?.kind as Kind | undefined) ?? "mail");
  const [secret, setSecret] = useState("");
  const before = (channel?.settings ?? {}) as Record<string, string | number | string[] | undefined>;
  const [mail, setMail] = useState({
    host: String(before.host ?? ""),
    security: (before.security as Security | undefined) ?? "starttls",
    port: Number(before.port ?? PORTS.starttls),
    user: String(before.user ?? ""),
    sender: String(before.sender ?? ""),
    to: ((before.to as string[] | undefined) ?? []).join(", "),
  });
  const save = useMutation({
    mutationFn: () =>
      take(
        api.PUT("/api/alert-channels/{name}", {
          params: { path: { name } },
          body: {
            kind,
            settings: kind === "mail" ? { ...mail, to: mail.to.split(/[,、\s]+/).filter(Boolean) } : {},
            secret: secret || null,
          },
        }),
      ),
    onSuccess: onDone,
  });
  const kept = channel?.has_secret ? t("schedule.channels.kept") : undefined;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate();
      }}
    >
      <Stack>
        <FaultAlert error={save.error} />
        {channel ? null : (
          <TextInput label={t("schedule.channels.name")} required value={name} onChange={(event) => setName(event.currentTarget.value)} data-autofocus />
        )}
        <Select
          label={t("schedule.channels.kind")}
          data={KINDS.map((value) => ({ value, label: t(`schedule.channels.kinds.${value}`) }))}
          value={kind}
          onChange={(value) => value && setKind(value as Kind)}
          allowDeselect={false}
          disabled={channel !== null}
        />
        {kind === "mail" ? (
          <>
            <TextInput label={t("schedule.channels.host")} required value={mail.host} onChange={(event) => setMail({ ...mail, host: event.currentTarget.value })} />
            <Group grow>
              <Select
                label={t("schedule.channels.security")}
                data={(Object.keys(PORTS) as Security[]).map((value) => ({ value, label: t(`schedule.channels.securities.${value}`) }))}
                value={mail.security}
                onChange={(value) => value && setMail({ ...mail, security: value as Security, port: PORTS[value as Security] })}
                allowDeselect={false}
              />
              <NumberInput label={t("schedule.channels.port")} min={1} max={65535} value={mail.port} onChange={(value) => setMail({ ...mail, port: Number(value) })} />
            </Group>
            <TextInput label={t("schedule.channels.user")} value={mail.user} onChange={(event) => setMail({ ...mail, user: event.currentTarget.value })} />
            <PasswordInput
              label={t("schedule.channels.password")}
              placeholder={kept}
              value={secret}
              onChange={(event) => setSecret(event.currentTarget.value)}
              autoComplete="new-password"
            />
            <TextInput label={t("schedule.channels.sender")} required type="email" value={mail.sender} onChange={(event) => setMail({ ...mail, sender: event.currentTarget.value })} />
            <TextInput
              label={t("schedule.channels.to")}
              description={t("schedule.channels.toHelp")}
              required
              value={mail.to}
              onChange={(event) => setMail({ ...mail, to: event.currentTarget.value })}
            />
          </>
        ) : (
          <PasswordInput
            label={t("schedule.channels.url")}
            description={t(`schedule.channels.urlHelp.${kind}`)}
            placeholder={kept}
            required={!channel?.has_secret}
            value={secret}
            onChange={(event) => setSecret(event.currentTarget.value)}
            autoComplete="off"
          />
        )}
        <Text size="sm" c="dimmed">
          {channel?.used_by.length ? `${t("schedule.channels.used")}: ${channel.used_by.join(", ")}` : ""}
        </Text>
        <Button type="submit" loading={save.isPending}>
          {t("common.save")}
        </Button>
      </Stack>
    </form>
  );
}

function receivers(channel: Channel): string[] {
  const to = (channel.settings as { to?: unknown }).to;
  return Array.isArray(to) ? to.map(String) : [];
}
