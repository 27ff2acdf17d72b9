/** Proxy, certificates and exceptions, in one place. */
import { Button, Group, Paper, Skeleton, Stack, Textarea, TextInput } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, take, type Schemas } from "../../api/client";
import { FaultAlert } from "../../app/Fault";
import { SettingsPage } from "./SettingsPage";

export function Network() {
  const { t } = useTranslation();
  const found = useQuery({
    queryKey: ["network"],
    queryFn: () => take(api.GET("/api/settings/network")),
    staleTime: Infinity,
  });
  return (
    <SettingsPage title={t("network.title")} sub={t("network.sub")}>
      <FaultAlert error={found.error} />
      {found.isPending ? <Skeleton h={240} /> : null}
      {found.data ? <Form known={found.data} /> : null}
    </SettingsPage>
  );
}

function Form({ known }: { known: Schemas["NetworkIO"] }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [proxy, setProxy] = useState(known.proxy ?? "");
  const [ca, setCa] = useState(known.ca_file ?? "");
  const [direct, setDirect] = useState((known.no_proxy ?? []).join("\n"));
  const save = useMutation({
    mutationFn: () =>
      take(
        api.PUT("/api/settings/network", {
          body: { proxy: proxy.trim() || null, ca_file: ca.trim() || null, no_proxy: direct.split(/[\s,]+/).filter(Boolean) },
        }),
      ),
    onSuccess: (saved) => {
      queries.setQueryData(["network"], saved);
      notifications.show({ message: t("network.saved"), color: "matsu" });
    },
  });
  return (
    <Paper className="card" p="md" maw={640}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          save.mutate();
        }}
      >
        <Stack gap="md">
          <FaultAlert error={save.error} />
          <TextInput
            label={t("network.proxy")}
            description={t("network.proxyHelp")}
            inputWrapperOrder={["label", "input", "description"]}
            value={proxy}
            onChange={(event) => setProxy(event.currentTarget.value)}
          />
          <TextInput
            label={t("network.ca")}
            description={t("network.caHelp")}
            inputWrapperOrder={["label", "input", "description"]}
            value={ca}
            onChange={(event) => setCa(event.currentTarget.value)}
          />
          <Textarea
            label={t("network.exceptions")}
            description={t("network.exceptionsHelp")}
            inputWrapperOrder={["label", "input", "description"]}
            rows={4}
            value={direct}
            onChange={(event) => setDirect(event.currentTarget.value)}
          />
          <Group>
            <Button type="submit" loading={save.isPending}>
              {t("common.save")}
            </Button>
          </Group>
        </Stack>
      </form>
    </Paper>
  );
}
