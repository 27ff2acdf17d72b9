/** What the page does, as the matching command; every click has one. */
import { Anchor, Code, Collapse, CopyButton, Group, Paper, Stack, Text, UnstyledButton } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconTerminal2 } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

export interface Command {
  what: string;
  line: string;
}

/** Write a word as a shell takes it. */
export function word(text: string): string {
  return /^[\w./:@%+=-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}

export function AsCommand({ commands, job }: { commands: Command[]; job?: string }) {
  const { t } = useTranslation();
  const [opened, { toggle }] = useDisclosure();
  return (
    <Paper className="card" p="md" mt="md">
      <UnstyledButton onClick={toggle} aria-expanded={opened}>
        <Group gap="xs">
          <IconTerminal2 size={16} aria-hidden />
          <Text fw={560}>{t("command.title")}</Text>
        </Group>
      </UnstyledButton>
      <Collapse expanded={opened}>
        <Stack gap="xs" mt="sm">
          {commands.map(({ what, line }) => (
            <div key={line}>
              <Text size="sm" c="dimmed">
                {what}
              </Text>
              <Group gap="xs" wrap="nowrap" align="flex-start">
                <Code block style={{ flex: 1, whiteSpace: "pre-wrap", overflowWrap: "anywhere" }}>
                  {line}
                </Code>
                <CopyButton value={line}>
                  {({ copied, copy }) => (
                    <Anchor component="button" type="button" size="sm" onClick={copy}>
                      {t(copied ? "form.copied" : "form.copy")}
                    </Anchor>
                  )}
                </CopyButton>
              </Group>
            </div>
          ))}
          {job ? (
            <Text size="sm">
              <Link to="/jobs/$name" params={{ name: job }} className="link">
                {t("command.yaml")}
              </Link>
            </Text>
          ) : null}
        </Stack>
      </Collapse>
    </Paper>
  );
}
