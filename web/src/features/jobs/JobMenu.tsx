/** Run, pause, duplicate and remove a job from the list; what is lost is named before. */
import { ActionIcon, Button, Group, Menu, Modal, Stack, Text, TextInput } from "@mantine/core";
import { IconCopy, IconCursorText, IconDotsVertical, IconPlayerPause, IconPlayerPlay, IconTrash } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, take, type Schemas } from "../../api/client";
import { FaultAlert, faultOf } from "../../app/Fault";
import { Rename } from "../notes/Rename";
import { ask, useStart } from "../runs/starting";

export function JobMenu({ job }: { job: Schemas["JobOut"] }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const [asked, setAsked] = useState<"remove" | "duplicate" | "failed">();
  const [name, setName] = useState("");
  const [renaming, setRenaming] = useState(false);
  const path = { params: { path: { name: job.name } } };
  const again = () => queries.invalidateQueries({ queryKey: ["jobs"] });
  const failed = { onError: () => setAsked("failed") };
  const run = useStart(() => ask.run(job.name));
  const pause = useMutation({
    mutationFn: () => take(api.PATCH("/api/jobs/{name}", { ...path, body: { paused: !job.paused } })),
    onSuccess: again,
  });
  const duplicate = useMutation({
    mutationFn: () => take(api.POST("/api/jobs/{name}/duplicate", { ...path, body: { name } })),
    onSuccess: (made) => {
      void again();
      void navigate({ to: "/jobs/$name", params: { name: made.name } });
    },
  });
  const remove = useMutation({
    mutationFn: () => take(api.DELETE("/api/jobs/{name}", path)),
    onSuccess: () => {
      setAsked(undefined);
      return again();
    },
  });
  const titles = { remove: t("notes.remove"), duplicate: t("notes.duplicate"), failed: job.name };
  return (
    <>
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon variant="subtle" color="gray" size="lg" aria-label={`${t("common.actions")}: ${job.name}`}>
            <IconDotsVertical size={16} aria-hidden />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<IconPlayerPlay size={16} aria-hidden />} onClick={() => run.mutate(undefined, failed)}>
            {t("jobs.runNow")}
          </Menu.Item>
          <Menu.Item leftSection={<IconPlayerPause size={16} aria-hidden />} onClick={() => pause.mutate(undefined, failed)}>
            {t(job.paused ? "jobs.goOn" : "jobs.pause")}
          </Menu.Item>
          <Menu.Item
            leftSection={<IconCopy size={16} aria-hidden />}
            onClick={() => {
              setName(t("connections.copyName", { name: job.name }));
              setAsked("duplicate");
            }}
          >
            {t("notes.duplicate")}
          </Menu.Item>
          <Menu.Item leftSection={<IconCursorText size={16} aria-hidden />} onClick={() => setRenaming(true)}>
            {t("notes.rename.do")}
          </Menu.Item>
          <Menu.Item color="shu" leftSection={<IconTrash size={16} aria-hidden />} onClick={() => setAsked("remove")}>
            {t("notes.remove")}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {renaming ? (
        <Rename
          name={job.name}
          help={t("notes.rename.job")}
          rename={(to) => take(api.POST("/api/jobs/{name}/name", { ...path, body: { name: to } }))}
          onClose={() => setRenaming(false)}
        />
      ) : null}
      <Modal
        opened={asked !== undefined}
        onClose={() => setAsked(undefined)}
        title={asked ? titles[asked] : ""}
        closeButtonProps={{ "aria-label": t("common.close") }}
      >
        <Stack>
          <FaultAlert error={asked === "failed" ? (run.error ?? pause.error) : (remove.error ?? duplicate.error)} />
          {asked === "duplicate" ? (
            <TextInput
              label={t("notes.duplicateName")}
              description={t("notes.duplicateHelp")}
              inputWrapperOrder={["label", "input", "error", "description"]}
              value={name}
              maxLength={200}
              error={faultOf(duplicate.error, "name")}
              onChange={(event) => setName(event.currentTarget.value)}
            />
          ) : null}
          {asked === "remove" ? (
            <Text style={{ overflowWrap: "anywhere" }}>{t("notes.removeAsk", { name: job.name })}</Text>
          ) : null}
          <Group justify="flex-end">
            <Button variant="default" onClick={() => setAsked(undefined)}>
              {t(asked === "failed" ? "common.close" : "common.cancel")}
            </Button>
            {asked === "duplicate" ? (
              <Button disabled={!name} loading={duplicate.isPending} onClick={() => duplicate.mutate()}>
                {t("notes.duplicate")}
              </Button>
            ) : null}
            {asked === "remove" ? (
              <Button color="shu" loading={remove.isPending} onClick={() => remove.mutate()}>
                {t("notes.remove")}
              </Button>
            ) : null}
          </Group>
        </Stack>
      </Modal>
    </>
  );
}
