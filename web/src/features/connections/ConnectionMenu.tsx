import { ActionIcon, Button, Group, Menu, Modal, Stack, Text, TextInput } from "@mantine/core";
import { IconCopy, IconCursorText, IconDotsVertical, IconPencil, IconTrash } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, take, type Schemas } from "../../api/client";
import { FaultAlert } from "../../app/Fault";
import { Rename } from "../notes/Rename";

/** Edit, duplicate, delete: what is lost is named before. */
export function ConnectionMenu({ connection }: { connection: Schemas["ConnectionOut"] }) {
  const { t } = useTranslation();
  const [asked, setAsked] = useState<"remove" | "duplicate">();
  const [name, setName] = useState("");
  const [renaming, setRenaming] = useState(false);
  const queries = useQueryClient();
  const path = { params: { path: { name: connection.name } } };
  const onSuccess = () => {
    setAsked(undefined);
    return queries.invalidateQueries({ queryKey: ["connections"] });
  };
  const remove = useMutation({ mutationFn: () => take(api.DELETE("/api/connections/{name}", path)), onSuccess });
  const duplicate = useMutation({
    mutationFn: () => take(api.POST("/api/connections/{name}/duplicate", { ...path, body: { name } })),
    onSuccess,
  });
  const used = connection.used_by.join(", ");
  return (
    <>
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon variant="subtle" color="gray" size="lg" aria-label={`${t("common.actions")}: ${connection.name}`}>
            <IconDotsVertical size={16} aria-hidden />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item
            component={Link}
            to="/connections/$name"
            params={{ name: connection.name } as never}
            leftSection={<IconPencil size={16} aria-hidden />}
          >
            {t("connections.edit")}
          </Menu.Item>
          <Menu.Item
            leftSection={<IconCopy size={16} aria-hidden />}
            onClick={() => {
              setName(t("connections.copyName", { name: connection.name }));
              setAsked("duplicate");
            }}
          >
            {t("connections.duplicate")}
          </Menu.Item>
          <Menu.Item leftSection={<IconCursorText size={16} aria-hidden />} onClick={() => setRenaming(true)}>
            {t("notes.rename.do")}
          </Menu.Item>
          <Menu.Item color="shu" leftSection={<IconTrash size={16} aria-hidden />} onClick={() => setAsked("remove")}>
            {t("connections.remove")}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {renaming ? (
        <Rename
          name={connection.name}
          help={t("notes.rename.connection", { count: connection.used_by.length, jobs: used })}
          rename={(to) => take(api.POST("/api/connections/{name}/name", { ...path, body: { name: to } }))}
          onClose={() => setRenaming(false)}
        />
      ) : null}
      <Modal
        opened={asked !== undefined}
        onClose={() => setAsked(undefined)}
        title={t(asked === "duplicate" ? "connections.duplicate" : "connections.remove")}
        closeButtonProps={{ "aria-label": t("common.close") }}
      >
        <Stack>
          <FaultAlert error={remove.error ?? duplicate.error} />
          {asked === "duplicate" ? (
            <TextInput
              label={t("connections.duplicateAsk")}
              value={name}
              maxLength={200}
              onChange={(event) => setName(event.currentTarget.value)}
            />
          ) : (
            <Text style={{ overflowWrap: "anywhere" }}>
              {used ? t("connections.usedBy", { jobs: used }) : t("connections.removeAsk", { name: connection.name })}
            </Text>
          )}
          <Group justify="flex-end">
            <Button variant="default" onClick={() => setAsked(undefined)}>
              {t("common.cancel")}
            </Button>
            {asked === "duplicate" ? (
              <Button disabled={!name} loading={duplicate.isPending} onClick={() => duplicate.mutate()}>
                {t("connections.duplicate")}
              </Button>
            ) : (
              <Button color="shu" disabled={used !== ""} loading={remove.isPending} onClick={() => remove.mutate()}>
                {t("connections.remove")}
              </Button>
            )}
          </Group>
        </Stack>
      </Modal>
    </>
  );
}
