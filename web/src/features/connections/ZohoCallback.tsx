import { Button, Loader, Paper, Stack, Text } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { api, take } from "../../api/client";
import { FaultAlert } from "../../app/Fault";
import { Page } from "../../app/Page";

/** Where Zoho sends a person back to: the answer is handed to the server, and the form is shown again. */
export function ZohoCallback() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const said = useRef(new URLSearchParams(window.location.search)).current;
  const ended = useQuery({
    queryKey: ["zoho-sign-in", said.get("state")],
    queryFn: () =>
      take(
        api.POST("/api/zoho/sign-in", {
          body: {
            state: said.get("state") ?? "",
            code: said.get("code") ?? "",
            error: said.get("error") ?? "",
            location: said.get("location") ?? "",
            accounts_server: said.get("accounts-server") ?? "",
          },
        }),
      ),
    retry: false,
    staleTime: Infinity, // a code works once
    gcTime: Infinity,
  });
  const found = ended.data;
  useEffect(() => {
    window.history.replaceState(null, "", "/zoho/callback"); // the code stays in no history
  }, []);
  useEffect(() => {
    if (!found) return;
    const { connection } = found;
    queries.setQueryData(["connection", connection.name], connection);
    const moved = found.region_was ? t("form.regionMoved", { now: found.region, was: found.region_was }) : "";
    const gone = found.revoked ? t("form.oldRevoked") : found.warning;
    notifications.show({
      title: t("form.signedInNow"),
      message: [moved, gone, t("form.testNext")].filter(Boolean).join(" "),
      color: moved || found.warning ? "yamabuki" : "matsu",
      autoClose: false,
    });
    void navigate({ to: "/connections/$name", params: { name: connection.name }, replace: true });
  }, [found, navigate, queries, t]);
  return (
    <Page title={t("form.wayBrowser")}>
      <Paper className="card" p="lg">
        {ended.error ? (
          <Stack align="flex-start">
            <FaultAlert error={ended.error} />
            <Text>{t("form.signInFailed")}</Text>
            <Button component={Link} to="/connections">
              {t("connections.title")}
            </Button>
          </Stack>
        ) : (
          <Loader role="status" aria-label={t("common.loading")} />
        )}
      </Paper>
    </Page>
  );
}
