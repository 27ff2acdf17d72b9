/** What waits for a second person: approved, refused, taken back. */
import { Badge, Button, Checkbox, Group, Modal, Paper, SegmentedControl, Skeleton, Stack, Table, Text, Textarea } from "@mantine/core";
import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, take, type Schemas } from "../../api/client";
import { ActionsHead } from "../../app/ActionsHead";
import { FaultAlert } from "../../app/Fault";
import { moment } from "../../app/format";
import { MoreButton } from "../../app/MoreButton";
import { Empty } from "../../app/Page";
import { useSession } from "../../app/session";
import { SettingsPage } from "./SettingsPage";

type Approval = Schemas["ApprovalOut"];
type Verb = "approve" | "refuse" | "withdraw";

const COLOURS = { waiting: "yamabuki", approved: "matsu", refused: "shu", withdrawn: "gray" };

export function Approvals() {
  const { t, i18n } = useTranslation();
  const own = useSession()?.user?.email;
  const [waiting, setWaiting] = useState(true);
  const [deciding, setDeciding] = useState<{ approval: Approval; verb: Verb }>();
  const found = useInfiniteQuery({
    queryKey: ["approvals", waiting],
    initialPageParam: undefined as number | undefined,
    queryFn: ({ pageParam }) =>
      take(api.GET("/api/approvals", { params: { query: { before: pageParam, state: waiting ? "waiting" : undefined } } })),
    getNextPageParam: (page) => page.next_before ?? undefined,
    refetchInterval: 15_000,
  });
  const every = found.data?.pages.flatMap((page) => page.approvals) ?? [];
  const shown = waiting ? every : every.filter((each) => each.state !== "waiting");
  return (
    <SettingsPage title={t("security.approvals.title")} sub={t("security.approvals.sub")}>
      <FaultAlert error={found.error} />
      <SegmentedControl
        mb="md"
        value={waiting ? "waiting" : "decided"}
        onChange={(value) => setWaiting(value === "waiting")}
        data={[
          { value: "waiting", label: t("security.approvals.waiting") },
          { value: "decided", label: t("security.approvals.decided") },
        ]}
      />
      <Paper className="card">
        {found.isPending ? <Skeleton h={120} /> : null}
        {found.isSuccess && !shown.length ? (
          <Empty title={t("security.approvals.none")} help={t("security.approvals.noneHelp")} />
        ) : null}
        {shown.length ? (
          <Table.ScrollContainer minWidth={760}>
            <Table>
              <Table.Thead>
                <Table.Tr>
                  <Table.Th>{t("security.approvals.what")}</Table.Th>
                  <Table.Th>{t("security.approvals.why")}</Table.Th>
                  <Table.Th>{t("connections.name")}</Table.Th>
                  <Table.Th>{t("security.approvals.asked")}</Table.Th>
                  <Table.Th>{t("security.users.state")}</Table.Th>
                  <ActionsHead />
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {shown.map((each) => (
                  <Table.Tr key={each.id}>
                    <Table.Td>
                      <Text>{t(`security.verb.${each.what as "run"}`)}</Text>
                      <Text c="dimmed" size="sm">
                        {each.job}
                        {each.job_version ? ` v${each.job_version}` : ""}
                      </Text>
                    </Table.Td>
                    <Table.Td>{each.reasons.map((reason) => t(`security.reason.${reason as "delete"}`)).join(", ")}</Table.Td>
                    <Table.Td>{each.connection}</Table.Td>
                    <Table.Td>
                      <Text>{each.asked_by}</Text>
                      <Text c="dimmed" size="sm">
                        {moment(each.asked, i18n.language)}
                      </Text>
                    </Table.Td>
                    <Table.Td>
                      <Badge color={COLOURS[each.state]} variant="light">
                        {t(`security.approval.${each.state}`)}
                      </Badge>
                      {each.decided_by ? (
                        <Text c="dimmed" size="sm">
                          {each.decided_by}
                          {each.remark ? `: ${each.remark}` : ""}
                        </Text>
                      ) : null}
                    </Table.Td>
                    <Table.Td>
                      <Group gap="xs" justify="flex-end" wrap="nowrap">
                        {each.yours ? (
                          <>
                            <Button size="compact-sm" onClick={() => setDeciding({ approval: each, verb: "approve" })}>
                              {t("security.approvals.approve")}
                            </Button>
                            <Button
                              size="compact-sm"
                              variant="default"
                              onClick={() => setDeciding({ approval: each, verb: "refuse" })}
                            >
                              {t("security.approvals.refuse")}
                            </Button>
                          </>
                        ) : null}
                        {each.state === "waiting" && each.asked_by === own ? (
                          <Button
                            size="compact-sm"
                            variant="default"
                            onClick={() => setDeciding({ approval: each, verb: "withdraw" })}
                          >
                            {t("security.approvals.withdraw")}
                          </Button>
                        ) : null}
                      </Group>
                    </Table.Td>
                  </Table.Tr>
                ))}
              </Table.Tbody>
            </Table>
          </Table.ScrollContainer>
        ) : null}
      </Paper>
      {shown.some((each) => each.state === "waiting" && each.asked_by === own) ? (
        <Text c="dimmed" mt="sm">
          {t("security.approvals.own")}
        </Text>
      ) : null}
      <MoreButton of={found} />
      <Modal
        opened={deciding !== undefined}
        onClose={() => setDeciding(undefined)}
        title={deciding ? t(`security.approvals.${deciding.verb}`) : ""}
      >
        {deciding ? <Decide {...deciding} onDone={() => setDeciding(undefined)} /> : null}
      </Modal>
    </SettingsPage>
  );
}

function Decide({ approval, verb, onDone }: { approval: Approval; verb: Verb; onDone: () => void }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [remark, setRemark] = useState("");
  const [standing, setStanding] = useState(false);
  const decide = useMutation({
    mutationFn: () => {
      const params = { path: { number: approval.id } };
      if (verb === "approve")
        return take(api.POST("/api/approvals/{number}/approve", { params, body: { remark, standing } }));
      const path = verb === "refuse" ? "/api/approvals/{number}/refuse" : "/api/approvals/{number}/withdraw";
      return take(api.POST(path, { params, body: { remark } }));
    },
    onSuccess: onDone,
    onSettled: () => queries.invalidateQueries({ queryKey: ["approvals"] }),
  });
  return (
    <Stack gap="md">
      <FaultAlert error={decide.error} />
      <Text>
        {t(`security.verb.${approval.what as "run"}`)}: {approval.job} →{" "}
        {approval.connection} ({approval.reasons.map((reason) => t(`security.reason.${reason as "delete"}`)).join(", ")})
      </Text>
      <Textarea
        label={t("common.optional", { label: t("security.approvals.remark") })}
        value={remark}
        onChange={(event) => setRemark(event.currentTarget.value)}
        maxLength={2000}
        autosize
      />
      {verb === "approve" && approval.what === "run" ? (
        <Checkbox
          label={t("security.approvals.standing")}
          checked={standing}
          onChange={(event) => setStanding(event.currentTarget.checked)}
        />
      ) : null}
      <Button onClick={() => decide.mutate()} loading={decide.isPending}>
        {t(`security.approvals.${verb}`)}
      </Button>
    </Stack>
  );
}
