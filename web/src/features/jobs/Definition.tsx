/** A job's YAML: edited, checked, shown as a difference before it is saved; every version is kept. */
import { Alert, Button, Group, Modal, Paper, Stack, Table, Text, Textarea } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { api, Refused, take, type Schemas } from "../../api/client";
import { ActionsHead } from "../../app/ActionsHead";
import { Ask } from "../../app/Ask";
import { FaultAlert } from "../../app/Fault";
import { moment } from "../../app/format";
import { forgetTyped, keepTyped, typedOf } from "../../app/typed";
import { TypedBefore } from "../../app/TypedBefore";
import { Diff } from "./Diff";

type Job = Schemas["JobOut"];
type Version = Schemas["VersionOut"];

interface Typed {
  text: string;
  base: { text: string; version: number };
}

export function Definition({ job }: { job: Job }) {
  const { t, i18n } = useTranslation();
  const queries = useQueryClient();
  const key = `job:${job.name}`;
  const [earlier, setEarlier] = useState(() => typedOf<Typed>(key));
  const [text, setText] = useState(earlier?.text ?? job.text);
  const [base, setBase] = useState(earlier?.base ?? { text: job.text, version: job.version });
  useEffect(() => {
    if (text === base.text) forgetTyped(key);
    else keepTyped<Typed>(key, { text, base });
  }, [key, text, base]);
  const [asking, setAsking] = useState(false);
  const [shown, setShown] = useState<Version>();
  const versions = useQuery({
    queryKey: ["versions", job.name, job.version],
    queryFn: () => take(api.GET("/api/jobs/{name}/versions", { params: { path: { name: job.name } } })),
  });
  const path = { name: job.name };
  const check = useMutation({
    mutationFn: () => take(api.POST("/api/jobs/{name}/check", { params: { path }, body: { text } })),
    onSuccess: () => setAsking(true),
  });
  const save = useMutation({
    mutationFn: () =>
      take(
        api.PUT("/api/jobs/{name}", {
          params: { path },
          body: { text, labels: job.labels, based_on: base.version },
        }),
      ),
    onSuccess: (saved) => {
      setBase({ text: saved.text, version: saved.version });
      setEarlier(undefined);
      queries.setQueryData(["job", job.name], saved);
      void queries.invalidateQueries({ queryKey: ["jobs"] });
      void queries.invalidateQueries({ queryKey: ["versions", job.name] });
    },
    onError: () => void queries.invalidateQueries({ queryKey: ["versions", job.name] }), // who was first?
    onSettled: () => setAsking(false),
  });
  const stale = save.error instanceof Refused && save.error.problem.code === "stale";
  const theirs = useMutation({
    mutationFn: () => take(api.GET("/api/jobs/{name}", { params: { path } })),
    onSuccess: (now) => {
      setBase({ text: now.text, version: now.version }); // what is typed stays; the next save is upon theirs
      save.reset();
      setAsking(true);
    },
  });
  const newest = versions.data?.[0];
  const before = versions.data?.find((each) => each.version === (shown?.version ?? 0) - 1)?.text ?? "";
  return (
    <Stack>
      <FaultAlert error={stale ? theirs.error : (save.error ?? check.error ?? theirs.error)} />
      {earlier ? (
        <TypedBefore
          onKeep={() => setEarlier(undefined)}
          onDiscard={() => {
            setText(job.text);
            setBase({ text: job.text, version: job.version });
            setEarlier(undefined);
          }}
        />
      ) : null}
      {stale ? (
        <Alert color="yamabuki">
          {t("jobs.stale")}{" "}
          {newest && newest.version > base.version ? `(${newest.author}, v${newest.version}) ` : ""}
          <Button size="compact-sm" variant="default" onClick={() => theirs.mutate()} loading={theirs.isPending}>
            {t("definition.compare")}
          </Button>
        </Alert>
      ) : null}
      {save.isSuccess && text === base.text ? <Alert color="matsu">{t("jobs.fine")}</Alert> : null}
      <Textarea
        aria-label={t("jobs.definition")}
        className="editor"
        autosize
        minRows={18}
        spellCheck={false}
        value={text}
        onChange={(event) => {
          setText(event.currentTarget.value);
          check.reset();
        }}
      />
      <Group>
        <Button onClick={() => check.mutate()} loading={check.isPending} disabled={text === base.text}>
          {t("common.save")}
        </Button>
      </Group>
      <Ask
        opened={asking}
        onClose={() => setAsking(false)}
        title={t("definition.title")}
        size="xl"
        back={t("definition.back")}
        act={{ label: t("common.save"), busy: save.isPending, focused: true, go: () => save.mutate() }}
      >
        <Diff before={base.text} after={text} />
      </Ask>
      <Modal
        opened={shown !== undefined}
        onClose={() => setShown(undefined)}
        title={t("definition.versionTitle", { version: shown?.version })}
        size="xl"
      >
        {shown ? <Diff before={before} after={shown.text} /> : null}
      </Modal>
      <Paper className="card">
        <Table.ScrollContainer minWidth={560}>
          <Table>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{t("jobs.versions")}</Table.Th>
                <Table.Th>{t("connections.modified")}</Table.Th>
                <Table.Th>{t("settings.who")}</Table.Th>
                <ActionsHead />
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {versions.data?.map((version) => (
                <Table.Tr key={version.version}>
                  <Table.Td>{version.version}</Table.Td>
                  <Table.Td>{moment(version.at, i18n.language)}</Table.Td>
                  <Table.Td style={{ overflowWrap: "anywhere" }}>
                    {version.author}
                    <Text size="xs" c="dimmed">
                      {version.comment}
                    </Text>
                  </Table.Td>
                  <Table.Td ta="right">
                    <Button variant="subtle" size="xs" onClick={() => setShown(version)}>
                      {t("definition.compare")}
                    </Button>
                    <Button variant="subtle" size="xs" onClick={() => setText(version.text)}>
                      {t("jobs.restore")}
                    </Button>
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      </Paper>
    </Stack>
  );
}
