/** Asks for another name, and says what goes along. */
import { Text, TextInput } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Ask } from "./Ask";
import { faultOf } from "./Fault";

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
    <Ask
      opened
      onClose={props.onClose}
      title={t("notes.rename.do")}
      error={fault ? null : rename.error}
      act={{
        label: t("notes.rename.do"),
        disabled: !name.trim() || name.trim() === props.name,
        busy: rename.isPending,
        go: () => rename.mutate(),
      }}
    >
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
    </Ask>
  );
}
