/** What people wrote about a job or a run. */
import { ActionIcon, Button, Group, Paper, Stack, Text, Textarea, Title } from "@mantine/core";
import { IconTrash } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, take, type Schemas } from "../../api/client";
import { Ask } from "../../app/Ask";
import { FaultAlert } from "../../app/Fault";
import { moment } from "../../app/format";

type Comment = Schemas["CommentOut"];

/** ``of`` is a job's name, or a run's number. */
export function Comments({ of }: { of: string | number }) {
  const { t, i18n } = useTranslation();
  const queries = useQueryClient();
  const [text, setText] = useState("");
  const [asked, setAsked] = useState<Comment>();
  const key = ["comments", of];
  const found = useQuery({
    queryKey: key,
    queryFn: () =>
      typeof of === "string"
        ? take(api.GET("/api/jobs/{name}/comments", { params: { path: { name: of } } }))
        : take(api.GET("/api/runs/{number}/comments", { params: { path: { number: of } } })),
  });
  const add = useMutation({
    mutationFn: () =>
      typeof of === "string"
        ? take(api.POST("/api/jobs/{name}/comments", { params: { path: { name: of } }, body: { text } }))
        : take(api.POST("/api/runs/{number}/comments", { params: { path: { number: of } }, body: { text } })),
    onSuccess: () => {
      setText("");
      void queries.invalidateQueries({ queryKey: key });
    },
  });
  const remove = useMutation({
    mutationFn: (comment: Comment) =>
      take(api.DELETE("/api/comments/{number}", { params: { path: { number: comment.id } } })),
    onSuccess: () => {
      setAsked(undefined);
      void queries.invalidateQueries({ queryKey: key });
    },
  });
  return (
    <Paper className="card" p="md" mt="md">
      <Title order={2} mb="sm">
        {t("notes.comments")}
      </Title>
      <FaultAlert error={found.error ?? add.error} />
      <Stack gap="md">
        {found.data?.length === 0 ? <Text c="dimmed">{t("notes.commentNone")}</Text> : null}
        {found.data?.map((each) => (
          <Group key={each.id} wrap="nowrap" align="flex-start" justify="space-between">
            <div>
              <Text size="sm" c="dimmed">
                {each.author} · {moment(each.at, i18n.language)}
              </Text>
              <Text style={{ whiteSpace: "pre-wrap", overflowWrap: "anywhere" }}>{each.text}</Text>
            </div>
            {each.mine ? (
              <ActionIcon
                variant="subtle"
                color="gray"
                aria-label={t("notes.commentRemove", { author: each.author })}
                onClick={() => setAsked(each)}
              >
                <IconTrash size={16} aria-hidden />
              </ActionIcon>
            ) : null}
          </Group>
        ))}
        <Textarea
          label={t("notes.comment")}
          placeholder={t(typeof of === "string" ? "notes.commentOf.job" : "notes.commentOf.run")}
          autosize
          minRows={2}
          maxLength={10_000}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        <Group>
          <Button variant="default" onClick={() => add.mutate()} loading={add.isPending} disabled={!text.trim()}>
            {t("notes.commentAdd")}
          </Button>
        </Group>
      </Stack>
      <Ask
        opened={asked !== undefined}
        onClose={() => setAsked(undefined)}
        title={t("notes.commentRemove", { author: asked?.author })}
        error={remove.error}
        act={{ label: t("notes.remove"), colour: "shu", busy: remove.isPending, go: () => asked && remove.mutate(asked) }}
      >
        <Text>{t("notes.commentRemoveAsk")}</Text>
      </Ask>
    </Paper>
  );
}
