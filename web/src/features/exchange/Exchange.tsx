/** Definitions as a file: out, and in after what would change was shown; a backup for the administrator. */
import { Alert, Button, Code, FileButton, Group, Paper, Stack, Switch, Table, Text, Title } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Fragment, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { api, take, type Schemas } from "../../api/client";
import { ActionsHead } from "../../app/ActionsHead";
import { AsCommand } from "../../app/AsCommand";
import { download, save } from "../../app/download";
import { FaultAlert } from "../../app/Fault";
import { useSession } from "../../app/session";
import { Diff } from "../jobs/Diff";
import { SettingsPage } from "../settings/SettingsPage";

type Applied = Schemas["AppliedOut"];
const LONGEST = 2_000_000; // characters, as the API takes them

export function Exchange() {
  const { t } = useTranslation();
  const admin = useSession()?.user?.role === "administrator";
  return (
    <SettingsPage title={t("exchange.title")} sub={t("exchange.sub")}>
      <Stack gap="md">
        <Export />
        <Import />
        {admin ? <Backup /> : null}
      </Stack>
      <AsCommand
        commands={[
          { what: t("exchange.commands.export"), line: "hakobu export definitions" },
          { what: t("exchange.commands.compare"), line: "hakobu apply definitions --dry-run" },
          { what: t("exchange.commands.apply"), line: "hakobu apply definitions" },
          { what: t("exchange.commands.backup"), line: "hakobu backup hakobu-backup.zip" },
        ]}
      />
    </SettingsPage>
  );
}

function Export() {
  const { t } = useTranslation();
  const get = useMutation({
    mutationFn: () => take(api.GET("/api/definitions")),
    onSuccess: ({ text }) => save("hakobu.yaml", [text]),
  });
  return (
    <Paper className="card" p="md">
      <Title order={2}>{t("exchange.export")}</Title>
      <Text c="dimmed" mb="sm">
        {t("exchange.exportHelp")}
      </Text>
      <FaultAlert error={get.error} />
      <Button variant="default" onClick={() => get.mutate()} loading={get.isPending}>
        {t("exchange.download")}
      </Button>
    </Paper>
  );
}

function Import() {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [file, setFile] = useState<{ name: string; text: string }>();
  const [tooLong, setTooLong] = useState(false);
  const [start, setStart] = useState(false);
  const again = useRef<() => void>(null); // so that the same file, edited meanwhile, can be chosen anew
  const look = useMutation({
    mutationFn: (text: string) => take(api.POST("/api/definitions", { body: { text, dry_run: true, start: false } })),
  });
  const apply = useMutation({
    mutationFn: (text: string) => take(api.POST("/api/definitions", { body: { text, dry_run: false, start } })),
    onSuccess: () => {
      look.reset();
      void queries.invalidateQueries();
    },
  });
  const choose = async (chosen: File | null) => {
    if (!chosen) return;
    again.current?.();
    apply.reset();
    look.reset();
    setTooLong(chosen.size > LONGEST);
    setFile(undefined);
    if (chosen.size > LONGEST) return;
    const text = (await chosen.text()).replace(/^\ufeff/, "");
    setFile({ name: chosen.name, text });
    look.mutate(text);
  };
  const differing = (found: Applied[]) => found.filter((each) => each.what !== "same").length;
  const count = look.data ? differing(look.data) : 0;
  const paused = (found: Applied[]) => found.filter((each) => each.paused).map((each) => each.name).join(", ");
  return (
    <Paper className="card" p="md">
      <Title order={2}>{t("exchange.import")}</Title>
      <Text c="dimmed" mb="sm">
        {t("exchange.importHelp")}
      </Text>
      <FaultAlert error={look.error ?? apply.error} />
      {tooLong ? <Alert color="shu">{t("exchange.tooLong")}</Alert> : null}
      {apply.isSuccess ? (
        <Alert color="matsu" mb="sm">
          {t("exchange.applied", { count: differing(apply.data) })}
          {paused(apply.data) ? ` ${t("exchange.paused", { jobs: paused(apply.data) })}` : ""}
        </Alert>
      ) : null}
      <Group>
        <FileButton resetRef={again} onChange={(chosen) => void choose(chosen)} accept=".yaml,.yml" inputProps={{ "aria-label": t("exchange.choose") }}>
          {(props) => (
            <Button variant="default" loading={look.isPending} {...props}>
              {t("exchange.choose")}
            </Button>
          )}
        </FileButton>
        {file ? (
          <Text style={{ overflowWrap: "anywhere" }} c="dimmed">
            {t("exchange.chosen", { name: file.name })}
          </Text>
        ) : null}
      </Group>
      {look.data && file ? (
        <Stack mt="md">
          {count ? <Changes found={look.data} /> : <Text>{t("exchange.none")}</Text>}
          {paused(look.data) ? (
            <>
              <Switch
                label={t("exchange.startNew")}
                description={t("exchange.startNewHelp")}
                checked={start}
                onChange={(event) => setStart(event.currentTarget.checked)}
              />
              {start ? null : <Alert color="ai">{t("exchange.wouldPause", { jobs: paused(look.data) })}</Alert>}
            </>
          ) : null}
          <Group>
            {count ? (
              <Button onClick={() => apply.mutate(file.text)} loading={apply.isPending}>
                {t("exchange.apply", { count })}
              </Button>
            ) : null}
            <Button variant="subtle" onClick={() => look.mutate(file.text)}>
              {t("exchange.compare")}
            </Button>
          </Group>
        </Stack>
      ) : null}
    </Paper>
  );
}

function Changes({ found }: { found: Applied[] }) {
  const { t } = useTranslation();
  const [shown, setShown] = useState<string>();
  return (
    <Table.ScrollContainer minWidth={480}>
      <Table>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t("exchange.kind")}</Table.Th>
            <Table.Th>{t("exchange.name")}</Table.Th>
            <Table.Th>{t("exchange.what")}</Table.Th>
            <ActionsHead />
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {found.map((each) => {
            const key = `${each.kind} ${each.name}`;
            const open = shown === key;
            return (
              <Fragment key={key}>
                <Table.Tr>
                  <Table.Td>{t(`exchange.kinds.${each.kind}`)}</Table.Td>
                  <Table.Td style={{ overflowWrap: "anywhere" }}>{each.name}</Table.Td>
                  <Table.Td c={each.what === "same" ? "dimmed" : undefined} fw={each.what === "same" ? 400 : 600}>
                    {t(`exchange.whats.${each.what}`)}
                  </Table.Td>
                  <Table.Td ta="right">
                    {each.what === "same" ? null : (
                      <Button
                        variant="subtle"
                        size="compact-sm"
                        aria-expanded={open}
                        aria-label={`${t(open ? "exchange.hide" : "exchange.see")}: ${each.name}`}
                        onClick={() => setShown(open ? undefined : key)}
                      >
                        {t(open ? "exchange.hide" : "exchange.see")}
                      </Button>
                    )}
                  </Table.Td>
                </Table.Tr>
                {open ? (
                  <Table.Tr>
                    <Table.Td colSpan={4}>
                      <Diff before={each.before} after={each.after} />
                    </Table.Td>
                  </Table.Tr>
                ) : null}
              </Fragment>
            );
          })}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

function Backup() {
  const { t } = useTranslation();
  const get = useMutation({ mutationFn: () => download("/api/backup") });
  return (
    <Paper className="card" p="md">
      <Title order={2}>{t("exchange.backup")}</Title>
      <Text c="dimmed" mb="sm">
        {t("exchange.backupHelp")}
      </Text>
      <FaultAlert error={get.error} />
      <Button variant="default" onClick={() => get.mutate()} loading={get.isPending}>
        {t("exchange.backupDownload")}
      </Button>
      <Text c="dimmed" mt="md" mb={4}>
        {t("exchange.restoreHelp")}
      </Text>
      <Code block>hakobu restore hakobu-backup.zip</Code>
    </Paper>
  );
}
