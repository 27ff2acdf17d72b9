import { Alert, Button, Code, Group, Modal, Progress, Stack, Table, Text } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { api, take, type Schemas } from "../../api/client";
import { FaultAlert } from "../../app/Fault";
import { useEffect } from "react";

export function megabytes(bytes: number, language: string): string {
  if (!bytes) return "–";
  return `${new Intl.NumberFormat(language, { maximumFractionDigits: 1 }).format(bytes / 1e6)} MB`;
}

/** What will be installed, its licence and size; then the installation with its progress and its log. */
export function DownloadConnector({
  connector,
  onClose,
}: {
  connector: Schemas["ConnectorOut"];
  onClose: () => void;
}) {
  const { t, i18n } = useTranslation();
  const title = connector.title[i18n.language === "ja" ? "ja" : "en"];
  const queries = useQueryClient();
  const path = { params: { path: { name: connector.name } } };
  const begin = useMutation({ mutationFn: () => take(api.POST("/api/connectors/{name}/installation", path)) });
  const found = useQuery({
    queryKey: ["installation", connector.name],
    queryFn: () => take(api.GET("/api/connectors/{name}/installation", path)),
    enabled: begin.isSuccess,
    refetchInterval: (query) => (query.state.data?.ended ? false : 400),
    gcTime: 0,
  });
  const state = found.data;
  const ended = state?.ended === true;
  useEffect(() => {
    if (ended) void queries.invalidateQueries({ queryKey: ["connectors"] });
  }, [ended, queries]);
  const busy = begin.isPending || (begin.isSuccess && !ended);
  return (
    <Modal
      opened
      onClose={onClose}
      size="lg"
      title={`${t(connector.newer ? "connections.update" : "connections.download")}: ${title}`}
    >
      <Stack>
        <Text>{t(connector.package ? "connections.downloadWhat" : "connections.downloadIncluded")}</Text>
        <Table withTableBorder={false}>
          <Table.Tbody>
            {connector.package ? (
              <Table.Tr>
                <Table.Th scope="row">{t("connections.connector")}</Table.Th>
                <Table.Td>
                  <Code>
                    {connector.package} {connector.newer || connector.version}
                  </Code>
                </Table.Td>
              </Table.Tr>
            ) : null}
            <Table.Tr>
              <Table.Th scope="row">{t("connections.licence")}</Table.Th>
              <Table.Td>{connector.licence}</Table.Td>
            </Table.Tr>
            <Table.Tr>
              <Table.Th scope="row">{t("connections.size")}</Table.Th>
              <Table.Td>{megabytes(connector.size, i18n.language)}</Table.Td>
            </Table.Tr>
          </Table.Tbody>
        </Table>
        {connector.tried ? null : <Text c="dimmed">{t("connections.untried")}</Text>}
        {connector.installs ? null : <Alert color="yamabuki">{t("connections.downloadForbidden")}</Alert>}
        <FaultAlert error={begin.error ?? found.error} />
        {state ? (
          <div aria-live="polite">
            {ended ? null : (
              <Text mb={4}>{t("connections.downloading", { done: state.done, total: state.total || "?" })}</Text>
            )}
            <Progress
              value={ended ? 100 : state.total ? (100 * state.done) / (state.total + 1) : 5}
              color={state.error ? "shu" : ended ? "matsu" : "ai"}
              aria-label={t("connections.download")}
              animated={!ended}
            />
            {ended && state.error ? (
              <Alert color="shu" mt="sm" role="alert">
                {state.error} {state.next_step}
              </Alert>
            ) : null}
            {ended && !state.error ? <Text mt="sm">{t("connections.downloaded", { title })}</Text> : null}
            {state.log.length ? (
              <details>
                <summary>{t("connections.downloadLog")}</summary>
                <Code block mah={200} style={{ overflow: "auto" }} tabIndex={0}>
                  {state.log.join("\n")}
                </Code>
              </details>
            ) : null}
          </div>
        ) : null}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {t("common.close")}
          </Button>
          {ended && !state?.error ? null : (
            <Button onClick={() => begin.mutate()} loading={busy} disabled={!connector.installs}>
              {t("connections.downloadBegin")}
            </Button>
          )}
        </Group>
      </Stack>
    </Modal>
  );
}
