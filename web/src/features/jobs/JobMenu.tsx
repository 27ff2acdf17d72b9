/** Run, pause, duplicate and remove a job from the list. */
import { Menu } from "@mantine/core";
import { IconPlayerPause, IconPlayerPlay } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, take, type Schemas } from "../../api/client";
import { Ask } from "../../app/Ask";
import { RowMenu } from "../../app/RowMenu";
import { ask, useStart } from "../runs/starting";

export function JobMenu({ job }: { job: Schemas["JobOut"] }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const [failed, setFailed] = useState<unknown>();
  const path = { params: { path: { name: job.name } } };
  const again = () => queries.invalidateQueries({ queryKey: ["jobs"] });
  const onError = (error: Error) => setFailed(error);
  const run = useStart(() => ask.run(job.name));
  const pause = useMutation({
    mutationFn: () => take(api.PATCH("/api/jobs/{name}", { ...path, body: { paused: !job.paused } })),
    onSuccess: again,
    onError,
  });
  const copy = useMutation({
    mutationFn: (name: string) => take(api.POST("/api/jobs/{name}/duplicate", { ...path, body: { name } })),
    onSuccess: (made) => {
      void again();
      void navigate({ to: "/jobs/$name", params: { name: made.name } });
    },
  });
  const remove = useMutation({ mutationFn: () => take(api.DELETE("/api/jobs/{name}", path)), onSuccess: again });
  return (
    <>
      <RowMenu
        name={job.name}
        copy={{ title: t("notes.duplicate"), label: t("notes.duplicateName"), help: t("notes.duplicateHelp"), change: copy }}
        rename={{
          help: t("notes.rename.job"),
          go: (to) => take(api.POST("/api/jobs/{name}/name", { ...path, body: { name: to } })),
        }}
        remove={{ title: t("notes.remove"), asks: t("notes.removeAsk", { name: job.name }), change: remove }}
      >
        <Menu.Item leftSection={<IconPlayerPlay size={16} aria-hidden />} onClick={() => run.mutate(undefined, { onError })}>
          {t("jobs.runNow")}
        </Menu.Item>
        <Menu.Item leftSection={<IconPlayerPause size={16} aria-hidden />} onClick={() => pause.mutate()}>
          {t(job.paused ? "jobs.goOn" : "jobs.pause")}
        </Menu.Item>
      </RowMenu>
      <Ask opened={failed !== undefined} onClose={() => setFailed(undefined)} title={job.name} error={failed} />
    </>
  );
}
