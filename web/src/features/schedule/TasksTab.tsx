/** A job's tasks as a list: run one alone, move them, switch them off. */
import { ActionIcon, Badge, Button, Group, Paper, Table, Text } from "@mantine/core";
import { IconArrowDown, IconArrowUp } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { api, take, type Schemas } from "../../api/client";
import { ActionsHead } from "../../app/ActionsHead";
import { FaultAlert } from "../../app/Fault";

export function TasksTab({ job }: { job: Schemas["JobOut"] }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const name = job.name;
  const run = useMutation({
    mutationFn: (task: string) =>
      take(
        api.POST("/api/jobs/{name}/runs", {
          params: { path: { name }, header: { "Idempotency-Key": crypto.randomUUID() } },
          body: { tasks: [task], fresh: false, yes: false, whole: false },
        }),
      ),
    onSuccess: (ticket) => void navigate({ to: "/tickets/$number", params: { number: String(ticket.ticket) } }),
  });
  const arrange = useMutation({
    mutationFn: (tasks: { name: string; enabled: boolean }[]) =>
      take(
        api.PUT("/api/jobs/{name}/tasks", {
          params: { path: { name } },
          body: {
            order: tasks.map((task) => task.name),
            disabled: tasks.filter((task) => !task.enabled).map((task) => task.name),
            based_on: job.version,
          },
        }),
      ),
    onSuccess: (saved) => {
      queries.setQueryData(["job", name], saved);
      void queries.invalidateQueries({ queryKey: ["jobs"] });
    },
  });
  const move = (from: number, to: number) => {
    const tasks = [...job.tasks];
    tasks.splice(to, 0, ...tasks.splice(from, 1));
    arrange.mutate(tasks);
  };
  const toggle = (task: string) =>
    arrange.mutate(job.tasks.map((each) => (each.name === task ? { ...each, enabled: !each.enabled } : each)));
  return (
    <>
      <FaultAlert error={run.error ?? arrange.error} />
      <Paper className="card">
        <Table.ScrollContainer minWidth={480}>
          <Table>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{t("jobs.tasks")}</Table.Th>
                <Table.Th>{t("jobs.module")}</Table.Th>
                <ActionsHead />
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {job.tasks.map((task, index) => (
                <Table.Tr key={task.name}>
                  <Table.Td>
                    <Group gap="xs">
                      {task.name}
                      {task.enabled ? null : (
                        <Badge variant="light" color="gray" autoContrast>
                          {t("schedule.tasks.disabled")}
                        </Badge>
                      )}
                    </Group>
                    <Text size="sm" c="dimmed" style={{ overflowWrap: "anywhere" }}>
                      {t("jobs.reads")}: {task.reads}
                    </Text>
                  </Table.Td>
                  <Table.Td>
                    {task.module}
                    <Text size="sm" c="dimmed">
                      {t(`operation.${task.operation}` as "operation.insert")}
                    </Text>
                  </Table.Td>
                  <Table.Td>
                    <Group gap={4} justify="flex-end">
                      <ActionIcon
                        variant="subtle"
                        color="gray"
                        aria-label={`${t("schedule.tasks.up")}: ${task.name}`}
                        disabled={index === 0 || arrange.isPending}
                        onClick={() => move(index, index - 1)}
                      >
                        <IconArrowUp size={16} aria-hidden />
                      </ActionIcon>
                      <ActionIcon
                        variant="subtle"
                        color="gray"
                        aria-label={`${t("schedule.tasks.down")}: ${task.name}`}
                        disabled={index === job.tasks.length - 1 || arrange.isPending}
                        onClick={() => move(index, index + 1)}
                      >
                        <IconArrowDown size={16} aria-hidden />
                      </ActionIcon>
                      <Button variant="subtle" size="compact-sm" onClick={() => toggle(task.name)} disabled={arrange.isPending}>
                        {t(task.enabled ? "schedule.tasks.disable" : "schedule.tasks.enable")}
                      </Button>
                      <Button variant="default" size="compact-sm" onClick={() => run.mutate(task.name)} disabled={run.isPending}>
                        {t("schedule.tasks.only")}
                      </Button>
                    </Group>
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
        <Text size="sm" c="dimmed" px="md" py="sm">
          {t("schedule.tasks.order")}
        </Text>
      </Paper>
    </>
  );
}
