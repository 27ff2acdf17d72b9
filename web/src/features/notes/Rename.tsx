/** Asks for another name, and says what goes along. */
import { Button, Group, Modal, Stack, Text, TextInput } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { FaultAlert, faultOf } from "../../app/Fault";

export function Rename(props: { name: string; help: string; rename: (to: string) => Promise<unknown>; onClose: () => void }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [name, setName] = useState(props.name);
  const rename = useMutation({
    mutationFn: () => props.rename(name.trim()),
    onSuccess: () => {
      notifications.show({ message: t("notes.rename.done", { old: props.name, name: name.trim() }), color: "matsu" });
      props.onClose();
      return queries.invalidateQueries();
    },
  });
  const fault = faultOf(rename.error, "name");
  return (
    <Modal opened onClose={props.onClose} title={t("notes.rename.do")} closeButtonProps={{ "aria-label": t("common.close") }}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          rename.mutate();
        }}
      >
        <Stack>
          {fault ? null : <FaultAlert error={rename.error} />}
          <TextInput
            label={t("notes.rename.name")}
            value={name}
            maxLength={200}
            error={fault}
            data-autofocus
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <Text size="sm" c="dimmed" style={{ overflowWrap: "anywhere" }}>
            {props.help}
          </Text>
          <Group justify="flex-end">
            <Button variant="default" onClick={props.onClose}>
              {t("common.cancel")}
            </Button>
            <Button type="submit" disabled={!name.trim() || name.trim() === props.name} loading={rename.isPending}>
              {t("notes.rename.do")}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
