/** How talkative the log of a job's runs is; the difference is shown before a version is saved. */
import { Button, Group, Modal, Select } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { api, take, type Schemas } from "../../api/client";
import { FaultAlert } from "../../app/Fault";
import { Diff } from "./Diff";

const LEVELS = ["debug", "info", "warning", "error"] as const;
type Level = (typeof LEVELS)[number];

export function LogLevel({ job }: { job: Schemas["JobOut"] }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const path = { params: { path: { name: job.name } } };
  const found = useQuery({
    queryKey: ["log level", job.name, job.version],
    queryFn: () => take(api.GET("/api/jobs/{name}/log-level", path)),
  });
  const look = useMutation({
    mutationFn: (level: Level) => take(api.POST("/api/jobs/{name}/log-level/preview", { ...path, body: { level } })),
  });
  const save = useMutation({
    mutationFn: (level: Level) =>
      take(api.PUT("/api/jobs/{name}/log-level", { ...path, body: { level, based_on: found.data?.version ?? job.version } })),
    onSuccess: () => {
      for (const key of ["job", "jobs", "versions", "limits", "schedule", "alerts"])
        void queries.invalidateQueries({ queryKey: [key] });
    },
    onSettled: () => look.reset(),
  });
  const wanted = look.variables;
  return (
    <>
      <FaultAlert error={found.error ?? look.error ?? save.error} />
      <Select
        label={t("jobs.logLevel")}
        description={t("jobs.logLevelHelp")}
        inputWrapperOrder={["label", "input", "error", "description"]}
        maw={420}
        data={LEVELS.map((value) => ({ value, label: t(`jobs.logLevels.${value}`) }))}
        value={wanted ?? found.data?.level ?? null}
        disabled={!found.data}
        allowDeselect={false}
        onChange={(value) => {
          if (value && value !== found.data?.level) look.mutate(value as Level);
        }}
      />
      <Modal opened={look.isSuccess} onClose={() => look.reset()} title={t("definition.title")} size="xl">
        <Diff before={job.text} after={look.data?.text ?? job.text} />
        <Group justify="flex-end" mt="md">
          <Button variant="default" onClick={() => look.reset()}>
            {t("common.back")}
          </Button>
          <Button onClick={() => wanted && save.mutate(wanted)} loading={save.isPending} data-autofocus>
            {t("common.save")}
          </Button>
        </Group>
      </Modal>
    </>
  );
}
