import { Button, Paper, Stack, Text, Textarea, TextInput } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { api, take } from "../../api/client";
import { FaultAlert, faultOf } from "../../app/Fault";
import { Page } from "../../app/Page";
import { forgetTyped, keepTyped, typedOf } from "../../app/typed";
import { TypedBefore } from "../../app/TypedBefore";

const KEY = "new-job";

interface Typed {
  name: string;
  text: string | null;
}

export function NewJob() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const connections = useQuery({ queryKey: ["connections"], queryFn: () => take(api.GET("/api/connections")) });
  const [before, setBefore] = useState(() => typedOf<Typed>(KEY));
  const [name, setName] = useState(before?.name ?? "");
  const [typed, setTyped] = useState<string | null>(before?.text ?? null);
  useEffect(() => {
    if (name || typed !== null) keepTyped<Typed>(KEY, { name, text: typed });
    else forgetTyped(KEY);
  }, [name, typed]);
  const crm = connections.data?.find((each) => each.connector === "zoho-crm")?.name ?? "crm";
  const source = connections.data?.find((each) => each.connector !== "zoho-crm")?.name ?? "source";
  const text = typed ?? starter(source, crm);
  const save = useMutation({
    mutationFn: () => take(api.POST("/api/jobs", { body: { name, text, labels: [] } })),
    onSuccess: (job) => {
      forgetTyped(KEY);
      void queries.invalidateQueries({ queryKey: ["jobs"] });
      void navigate({ to: "/jobs/$name", params: { name: job.name } });
    },
  });
  return (
    <Page
      title={t("jobs.add")}
      sub={t("jobs.template")}
      actions={
        // the example is of use once it names connections that there are
        <Button type="submit" form="job" loading={save.isPending} disabled={typed === null && connections.isFetching}>
          {t("common.save")}
        </Button>
      }
    >
      <FaultAlert error={save.error} />
      {before ? (
        <TypedBefore
          onKeep={() => setBefore(undefined)}
          onDiscard={() => {
            setName("");
            setTyped(null);
            setBefore(undefined);
          }}
        />
      ) : null}
      <Paper className="card" p="md">
        <form
          id="job"
          onSubmit={(event) => {
            event.preventDefault();
            save.mutate();
          }}
        >
          <Stack>
            <TextInput
              label={t("jobs.name")}
              required
              maxLength={200}
              value={name}
              error={faultOf(save.error, "name")}
              onChange={(event) => setName(event.currentTarget.value)}
            />
            <Textarea
              label={t("jobs.definition")}
              className="editor"
              autosize
              minRows={16}
              spellCheck={false}
              value={text}
              onChange={(event) => setTyped(event.currentTarget.value)}
            />
            <Text size="sm" c="dimmed">
              {t("jobs.notSaved")}
            </Text>
          </Stack>
        </form>
      </Paper>
    </Page>
  );
}

function starter(source: string, destination: string): string {
  return `source: ${JSON.stringify(source)}
destination: ${JSON.stringify(destination)}
tasks:
  - name: leads
    read: {file: leads.csv}
    module: Leads
    operation: upsert
    match: [Email]
    map:
      Last_Name: name
      Email: email
`;
}
