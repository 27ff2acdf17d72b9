/** The menu at the end of a list's row; a copy and a new name are asked for, and what a removal loses is said before. */
import { ActionIcon, Menu, Text, TextInput } from "@mantine/core";
import { IconCopy, IconCursorText, IconDotsVertical, IconTrash } from "@tabler/icons-react";
import type { UseMutationResult } from "@tanstack/react-query";
import { useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Ask } from "./Ask";
import { faultOf } from "./Fault";
import { Rename } from "./Rename";

/** Red that can be read on a menu's ground, in either theme. */
export const LOSS = "var(--mantine-color-shu-text)";

export function RowMenu(props: {
  name: string;
  /** Items before the three that every such menu has. */
  children: ReactNode;
  copy: { title: string; label: string; help?: string; change: UseMutationResult<unknown, Error, string> };
  rename: { help: string; go: (to: string) => Promise<unknown> };
  remove: { title: string; asks: string; refused?: boolean; change: UseMutationResult<unknown, Error, void> };
}) {
  const { name, children, copy, rename, remove } = props;
  const { t } = useTranslation();
  const [asked, setAsked] = useState<"copy" | "rename" | "remove">();
  const [called, setCalled] = useState("");
  const close = () => setAsked(undefined);
  const open = (which: "copy" | "rename" | "remove") => {
    copy.change.reset();
    remove.change.reset();
    setCalled(t("connections.copyName", { name }));
    setAsked(which);
  };
  return (
    <>
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon variant="subtle" color="gray" size="lg" aria-label={`${t("common.actions")}: ${name}`}>
            <IconDotsVertical size={16} aria-hidden />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          {children}
          <Menu.Item leftSection={<IconCopy size={16} aria-hidden />} onClick={() => open("copy")}>
            {copy.title}
          </Menu.Item>
          <Menu.Item leftSection={<IconCursorText size={16} aria-hidden />} onClick={() => open("rename")}>
            {t("notes.rename.do")}
          </Menu.Item>
          <Menu.Item color={LOSS} leftSection={<IconTrash size={16} aria-hidden />} onClick={() => open("remove")}>
            {remove.title}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <Ask
        opened={asked === "copy"}
        onClose={close}
        title={copy.title}
        error={copy.change.error}
        act={{
          label: copy.title,
          disabled: !called,
          busy: copy.change.isPending,
          go: () => copy.change.mutate(called, { onSuccess: close }),
        }}
      >
        <TextInput
          label={copy.label}
          description={copy.help}
          value={called}
          maxLength={200}
          error={faultOf(copy.change.error, "name")}
          onChange={(event) => setCalled(event.currentTarget.value)}
          data-autofocus
        />
      </Ask>
      {asked === "rename" ? <Rename name={name} help={rename.help} rename={rename.go} onClose={close} /> : null}
      <Ask
        opened={asked === "remove"}
        onClose={close}
        title={remove.title}
        error={remove.change.error}
        act={{
          label: remove.title,
          colour: "shu",
          disabled: remove.refused,
          busy: remove.change.isPending,
          go: () => remove.change.mutate(undefined, { onSuccess: close }),
        }}
      >
        <Text style={{ overflowWrap: "anywhere" }}>{remove.asks}</Text>
      </Ask>
    </>
  );
}
