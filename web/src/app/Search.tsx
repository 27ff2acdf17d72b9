/** The search over everything that has a name, from any page by Ctrl-K. */
import { Badge, Group, Kbd, Modal, Text, TextInput, UnstyledButton, VisuallyHidden } from "@mantine/core";
import { useDebouncedValue, useDisclosure, useHotkeys } from "@mantine/hooks";
import { IconSearch } from "@tabler/icons-react";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState, type KeyboardEvent } from "react";
import { useTranslation } from "react-i18next";
import { api, take, type Schemas } from "../api/client";

type Hit = Schemas["Hit"];

export function Search() {
  const { t } = useTranslation();
  const [opened, { open, close }] = useDisclosure();
  useHotkeys([["mod+K", open]], []);
  return (
    <>
      <UnstyledButton className="search" onClick={open} aria-keyshortcuts="Control+K">
        <IconSearch size={15} aria-hidden />
        <VisuallyHidden>{t("frame.search")}</VisuallyHidden>
        <Text size="sm" component="span" visibleFrom="sm">
          {t("frame.searchHint")}
        </Text>
        <Kbd size="xs" visibleFrom="sm">
          Ctrl K
        </Kbd>
      </UnstyledButton>
      <Modal opened={opened} onClose={close} title={t("frame.search")} size="lg">
        {opened ? <Found close={close} /> : null}
      </Modal>
    </>
  );
}

function Found({ close }: { close: () => void }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [text, setText] = useState("");
  const [at, setAt] = useState(0);
  const [sought] = useDebouncedValue(text, 120);
  const found = useQuery({
    queryKey: ["search", sought],
    queryFn: () => take(api.GET("/api/search", { params: { query: { q: sought } } })),
    placeholderData: keepPreviousData,
  });
  const hits = found.data ?? [];
  const here = Math.min(at, Math.max(hits.length - 1, 0));
  const go = (hit: Hit | undefined) => {
    if (!hit) return;
    close();
    if (hit.kind === "job") void navigate({ to: "/jobs/$name", params: { name: hit.name } });
    if (hit.kind === "connection") void navigate({ to: "/connections/$name", params: { name: hit.name } });
    if (hit.kind === "run") void navigate({ to: "/runs/$number", params: { number: hit.name } });
  };
  const typed = (event: KeyboardEvent) => {
    if (event.key === "ArrowDown") setAt(Math.min(here + 1, hits.length - 1));
    else if (event.key === "ArrowUp") setAt(Math.max(here - 1, 0));
    else if (event.key === "Enter" && !event.nativeEvent.isComposing) go(hits[here]);
    else return;
    event.preventDefault();
  };
  return (
    <div>
      <TextInput
        data-autofocus
        aria-label={t("frame.searchLabel")}
        placeholder={t("frame.searchHint")}
        role="combobox"
        aria-expanded={hits.length > 0}
        aria-controls="hits"
        aria-activedescendant={hits.length ? `hit-${here}` : undefined}
        value={text}
        onChange={(event) => {
          setText(event.currentTarget.value);
          setAt(0);
        }}
        onKeyDown={typed}
        mb="sm"
      />
      <VisuallyHidden role="status">{t("frame.found", { count: hits.length })}</VisuallyHidden>
      {hits.length ? (
        <div id="hits" role="listbox" aria-label={t("frame.search")}>
          {hits.map((hit, index) => (
            <div
              key={`${hit.kind} ${hit.name}`}
              id={`hit-${index}`}
              role="option"
              aria-selected={index === here}
              className="hit"
              onClick={() => go(hit)}
              onMouseMove={() => setAt(index)}
            >
              <Group gap="sm" wrap="nowrap">
                <Badge variant="default">
                  {t(`frame.kind.${hit.kind}`)}
                </Badge>
                <Text fw={550} truncate>
                  {hit.kind === "run" ? t("runs.run", { number: hit.name }) : hit.name}
                </Text>
                <Text c="dimmed" size="sm" truncate>
                  {hit.more}
                </Text>
              </Group>
            </div>
          ))}
        </div>
      ) : found.isSuccess ? (
        <Text c="dimmed">{t("frame.nothing")}</Text>
      ) : null}
    </div>
  );
}
