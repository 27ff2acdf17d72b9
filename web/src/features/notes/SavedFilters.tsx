/** Filters of a list under a name: kept for oneself, or shown to everybody. */
import { ActionIcon, Button, Checkbox, Group, Popover, Stack, Text, TextInput, UnstyledButton } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { IconChevronDown, IconTrash } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, take, type Schemas } from "../../api/client";
import { Ask } from "../../app/Ask";
import { FaultAlert } from "../../app/Fault";
import { byName } from "../../app/format";
import { useSession } from "../../app/session";

export type Sought = Schemas["Sought"];
type Kept = Schemas["FilterOut"];

export const ALL: Sought = { text: "", labels: [], status: "", owner: "", job: "", kind: "" };

export function narrows(sought: Sought): boolean {
  return JSON.stringify({ ...ALL, ...sought }) !== JSON.stringify(ALL);
}

export function SavedFilters(props: { page: "jobs" | "runs"; sought: Sought; onPick: (sought: Sought) => void }) {
  const { page, sought, onPick } = props;
  const { t, i18n } = useTranslation();
  const queries = useQueryClient();
  const role = useSession()?.user?.role;
  const [opened, setOpened] = useState(false);
  const [naming, setNaming] = useState(false);
  const [asked, setAsked] = useState<Kept>();
  const [name, setName] = useState("");
  const [shared, setShared] = useState(false);
  const key = ["filters", page];
  const found = useQuery({ queryKey: key, queryFn: () => take(api.GET("/api/filters", { params: { query: { page } } })) });
  const again = () => void queries.invalidateQueries({ queryKey: key });
  const save = useMutation({
    mutationFn: () => take(api.POST("/api/filters", { body: { page, name, shared, sought } })),
    onSuccess: (kept) => {
      setNaming(false);
      again();
      notifications.show({ message: t("notes.filterKept", { name: kept.name }), color: "matsu" });
    },
  });
  const forget = useMutation({
    mutationFn: (kept: Kept) => take(api.DELETE("/api/filters/{number}", { params: { path: { number: kept.id } } })),
    onSuccess: () => {
      setAsked(undefined);
      again();
    },
  });
  const kept = byName(found.data ?? [], (each) => each.name, i18n.language);
  return (
    <>
      <Popover opened={opened} onChange={setOpened} position="bottom-end" trapFocus withinPortal>
        <Popover.Target>
          <Button
            variant="default"
            size="sm"
            rightSection={<IconChevronDown size={16} aria-hidden />}
            onClick={() => setOpened(!opened)}
            aria-expanded={opened}
          >
            {t("notes.filters")}
          </Button>
        </Popover.Target>
        <Popover.Dropdown aria-label={t("notes.filters")} maw={340}>
          <Stack gap={6}>
            <FaultAlert error={found.error} />
            {!kept.length ? <Text c="dimmed">{t("notes.filterNone")}</Text> : null}
            {kept.map((each) => (
              <Group key={each.id} wrap="nowrap" justify="space-between" gap="sm">
                <UnstyledButton
                  className="link"
                  onClick={() => {
                    onPick({ ...ALL, ...each.sought });
                    setOpened(false);
                  }}
                >
                  <Text span style={{ overflowWrap: "anywhere" }}>
                    {each.name}
                  </Text>
                  {each.shared ? (
                    <Text size="sm" c="dimmed">
                      {t("notes.filterOf", { owner: each.owner })}
                    </Text>
                  ) : null}
                </UnstyledButton>
                {each.mine ? (
                  <ActionIcon
                    variant="subtle"
                    color="gray"
                    aria-label={t("notes.filterForget", { name: each.name })}
                    onClick={() => {
                      setOpened(false);
                      setAsked(each);
                    }}
                  >
                    <IconTrash size={16} aria-hidden />
                  </ActionIcon>
                ) : null}
              </Group>
            ))}
          </Stack>
        </Popover.Dropdown>
      </Popover>
      {narrows(sought) ? (
        <>
          <Button
            variant="subtle"
            size="sm"
            onClick={() => {
              setName("");
              setShared(false);
              save.reset();
              setNaming(true);
            }}
          >
            {t("notes.filterSave")}
          </Button>
          <Button variant="subtle" size="sm" onClick={() => onPick(ALL)}>
            {t("notes.clear")}
          </Button>
        </>
      ) : null}
      <Ask
        opened={naming}
        onClose={() => setNaming(false)}
        title={t("notes.filterSave")}
        error={save.error}
        act={{ label: t("common.save"), busy: save.isPending, disabled: !name.trim(), go: () => save.mutate() }}
      >
        <TextInput
          label={t("notes.filterName")}
          required
          maxLength={100}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          data-autofocus
        />
        {role === "editor" || role === "administrator" ? (
          <Checkbox
            label={t("notes.filterShared")}
            description={t("notes.filterSharedHelp")}
            checked={shared}
            onChange={(event) => setShared(event.currentTarget.checked)}
          />
        ) : null}
      </Ask>
      <Ask
        opened={asked !== undefined}
        onClose={() => setAsked(undefined)}
        title={t("notes.filterForget", { name: asked?.name })}
        error={forget.error}
        act={{ label: t("notes.remove"), colour: "shu", busy: forget.isPending, go: () => asked && forget.mutate(asked) }}
      >
        <Text style={{ overflowWrap: "anywhere" }}>{t("notes.filterForgetAsk", { name: asked?.name })}</Text>
        {asked?.shared ? <Text>{t("notes.filterForgetShared")}</Text> : null}
      </Ask>
    </>
  );
}
