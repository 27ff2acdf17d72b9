/** Failed rows of a run by cause: what it means, what to do, and the way out. */
import { Badge, Button, FileButton, Group, Paper, Skeleton, Stack, Table, Text, Textarea, Title } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, ownHeaders, Refused, take, type Problem, type Schemas } from "../../api/client";
import { download } from "../../app/download";
import { Ask } from "../../app/Ask";
import { FaultAlert } from "../../app/Fault";
import { count } from "../../app/format";
import { ask, useStart } from "../runs/starting";

type Cause = Schemas["CauseOut"];

const PAGE = 100;

export function Causes({ run }: { run: number }) {
  const { t, i18n } = useTranslation();
  const lang = i18n.language === "ja" ? "ja" : "en";
  const [dismissed, setDismissed] = useState<Cause | "all">();
  const found = useQuery({
    queryKey: ["causes", run, lang],
    queryFn: () => take(api.GET("/api/runs/{number}/causes", { params: { path: { number: run }, query: { lang } } })),
  });
  const retry = useStart((only: string | undefined) => ask.retry(run, only));
  const file = useMutation({
    mutationFn: (format: string) => download(`/api/runs/${run}/rejects/file?format=${format}&lang=${lang}`),
  });
  const back = useTakeBack(run);
  const causes = found.data ?? [];
  return (
    <>
      <FaultAlert error={found.error ?? retry.error ?? file.error ?? back.error} />
      {found.isPending ? <Skeleton h={160} /> : null}
      {found.isSuccess && !causes.length ? (
        <Paper className="card" p="md">
          <Text>{t("failed.noneOfRun")}</Text>
        </Paper>
      ) : null}
      {causes.length ? (
        <Group mb="md" gap="sm">
          <Button onClick={() => retry.mutate(undefined)} loading={retry.isPending}>
            {t("failed.resendAll")}
          </Button>
          <Button variant="default" onClick={() => file.mutate("xlsx")} loading={file.isPending}>
            {t("failed.download")}
          </Button>
          <Button variant="default" onClick={() => file.mutate("csv")} loading={file.isPending}>
            {t("failed.downloadCsv")}
          </Button>
          <FileButton accept=".xlsx,.csv" onChange={(chosen) => chosen && back.mutate(chosen)}>
            {(props) => (
              <Button variant="default" loading={back.isPending} {...props}>
                {t("failed.takeBack")}
              </Button>
            )}
          </FileButton>
          <Button variant="subtle" onClick={() => setDismissed("all")}>
            {t("failed.dismissAll")}
          </Button>
        </Group>
      ) : null}
      <Stack>
        {causes.map((cause) => (
          <Paper key={`${cause.task}-${cause.field}-${cause.code}`} className="card">
            <Group p="md" justify="space-between" align="flex-start">
              <div style={{ flex: 1, minWidth: 260 }}>
                <Group gap="xs">
                  <Title order={2}>{t("failed.count", { count: cause.rows, number: count(cause.rows, i18n.language) })}</Title>
                  <Badge variant="light" color="shu" autoContrast>
                    {cause.code}
                  </Badge>
                  <Text c="dimmed" size="sm">
                    {[cause.task, cause.field].filter(Boolean).join(" · ")}
                  </Text>
                </Group>
                <Text mt={4}>{cause.meaning}</Text>
                <Text c="dimmed">{cause.remedy}</Text>
              </div>
              <Group gap="xs">
                <Button size="xs" variant="default" onClick={() => retry.mutate(cause.code)}>
                  {t("failed.resend")}
                </Button>
                <Button size="xs" variant="subtle" onClick={() => setDismissed(cause)}>
                  {t("failed.dismiss")}
                </Button>
              </Group>
            </Group>
            <Rows run={run} cause={cause} />
          </Paper>
        ))}
      </Stack>
      {dismissed ? <Dismiss run={run} cause={dismissed} close={() => setDismissed(undefined)} /> : null}
    </>
  );
}

/** The rows of a cause: some at first, all when asked for. */
function Rows({ run, cause }: { run: number; cause: Cause }) {
  const { t, i18n } = useTranslation();
  const lang = i18n.language === "ja" ? "ja" : "en";
  const [shown, setShown] = useState(0);
  const found = useQuery({
    queryKey: ["rejects", run, cause.task, cause.code, cause.field, shown, lang],
    queryFn: () =>
      take(
        api.GET("/api/runs/{number}/rejects", {
          params: {
            path: { number: run },
            query: { task: cause.task, cause: cause.code, field: cause.field, state: "open", lang, limit: shown },
          },
        }),
      ),
    enabled: shown > 0,
  });
  const rows =
    found.data?.rejects.map((each) => ({
      row: each.row,
      key: each.key,
      detail: each.faults.find((fault) => fault.code === cause.code && fault.field === cause.field)?.detail ?? "",
    })) ?? cause.samples;
  return (
    <>
      <FaultAlert error={found.error} />
      <Table.ScrollContainer minWidth={480}>
        <Table>
          <Table.Thead>
            <Table.Tr>
              <Table.Th w={90}>{t("runs.row")}</Table.Th>
              <Table.Th w="35%">{t("runs.key")}</Table.Th>
              <Table.Th>{t("failed.detail")}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {rows.map((each) => (
              <Table.Tr key={`${each.row}-${each.key}`}>
                <Table.Td>{each.row > 0 ? each.row : "–"}</Table.Td>
                <Table.Td style={{ overflowWrap: "anywhere" }}>
                  <bdi>{each.key}</bdi>
                </Table.Td>
                <Table.Td style={{ overflowWrap: "anywhere" }}>
                  <bdi>{each.detail}</bdi>
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
      {rows.length < cause.rows ? (
        <Group p="sm" justify="center">
          <Button size="xs" variant="subtle" loading={found.isFetching} onClick={() => setShown(Math.min(shown + PAGE, 500))}>
            {t("failed.moreRows", { count: cause.rows - rows.length })}
          </Button>
        </Group>
      ) : null}
    </>
  );
}

function Dismiss({ run, cause, close }: { run: number; cause: Cause | "all"; close: () => void }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [reason, setReason] = useState("");
  const dismiss = useMutation({
    mutationFn: () =>
      take(
        api.POST("/api/runs/{number}/dismissals", {
          params: { path: { number: run } },
          body: { reason, ...(cause === "all" ? {} : { cause: cause.code, task: cause.task }) },
        }),
      ),
    onSuccess: () => {
      for (const key of ["causes", "rejects", "waiting"]) void queries.invalidateQueries({ queryKey: [key] });
      close();
    },
  });
  return (
    <Ask
      opened
      onClose={close}
      title={t("failed.dismiss")}
      error={dismiss.error}
      act={{ label: t("failed.dismiss"), disabled: !reason.trim(), busy: dismiss.isPending, go: () => dismiss.mutate() }}
    >
      <Text>{t("failed.dismissHelp")}</Text>
      <Textarea
        label={t("failed.reason")}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
        autosize
        minRows={2}
        data-autofocus
      />
    </Ask>
  );
}

/** Send a corrected file; its rows are resent with its values. */
function useTakeBack(run: number) {
  const navigate = useNavigate();
  return useMutation({
    mutationFn: async (file: File) => {
      const format = file.name.toLowerCase().endsWith(".csv") ? "csv" : "xlsx";
      const answer = await fetch(`/api/runs/${run}/corrected?format=${format}`, {
        method: "POST",
        body: file,
        headers: { "Content-Type": "application/octet-stream", ...ownHeaders() },
      });
      if (!answer.ok) throw new Refused((await answer.json()) as Problem);
      return (await answer.json()) as Schemas["Started"];
    },
    onSuccess: (started) =>
      void navigate({ to: "/tickets/$number", params: { number: String(started.ticket) } }),
  });
}
