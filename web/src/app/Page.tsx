/** A page's head: its name, what it is for, and its one main action. */
import { Box, Group, Stack, Text, Title } from "@mantine/core";
import { useEffect, type ReactNode } from "react";
import { useTranslation } from "react-i18next";

export function Page(props: { title: string; sub?: ReactNode; actions?: ReactNode; children: ReactNode }) {
  const { t } = useTranslation();
  useEffect(() => {
    document.title = `${props.title} · ${t("app.name")}`;
  }, [props.title, t]);
  return (
    <Box maw={1180} mx="auto">
      <Group justify="space-between" align="flex-start" mb="lg" gap="md">
        <Box flex="1 1 340px" miw={0}>
          <Title order={1} style={{ overflowWrap: "anywhere" }}>
            {props.title}
          </Title>
          {props.sub ? (
            <Text c="dimmed" component="div" mt={2}>
              {props.sub}
            </Text>
          ) : null}
        </Box>
        {props.actions ? <Group gap="sm">{props.actions}</Group> : null}
      </Group>
      {props.children}
    </Box>
  );
}

/** What a list says while it is empty: what to do next. */
export function Empty(props: { title: string; help: string; action?: ReactNode }) {
  return (
    <Stack align="center" py={48} gap="xs">
      <Text fw={600}>{props.title}</Text>
      <Text c="dimmed">{props.help}</Text>
      {props.action}
    </Stack>
  );
}
