/** Rows that would not be sent: with the remedy, and where several records fit, the choice. */
import { Button, Group, Text } from "@mantine/core";
import { useInfiniteQuery, useMutation } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { api, take, type Schemas } from "../../api/client";
import { FaultAlert } from "../../app/Fault";
import { MoreButton } from "../../app/MoreButton";
import { Line, Mark } from "./Changes";
import type { Plan } from "./PlanPage";

type Row = Schemas["NotSentOut"];

const PAGE = 50;

export function NotSent({ plan, several, text }: { plan: Plan; several: boolean; text: string }) {
  const { t, i18n } = useTranslation();
  const lang = i18n.language === "ja" ? "ja" : "en";
  const found = useInfiniteQuery({
    queryKey: ["not sent", plan.plan, several, text, lang],
    initialPageParam: 0,
    queryFn: ({ pageParam }) =>
      take(
        api.GET("/api/plans/{number}/not-sent", {
          params: {
            path: { number: plan.plan },
            query: { several, lang, text: text || undefined, skip: pageParam, limit: PAGE },
          },
        }),
      ),
    getNextPageParam: (page, _, skipped) => (page.more ? skipped + PAGE : undefined),
    enabled: (several ? plan.several : plan.invalid) > 0,
  });
  const rows = found.data?.pages.flatMap((page) => page.rows) ?? [];
  return (
    <>
      <FaultAlert error={found.error} />
      {rows.map((row) => (
        <Line
          key={`${row.task}-${row.row}`}
          badge={<Mark colour={several ? "yamabuki" : "shu"} label={t(several ? "plan.mark.several" : "plan.mark.invalid")} />}
          name={row.key || t("plan.row", { row: row.row })}
          under={`${row.task} · ${t("plan.row", { row: row.row })}`}
        >
          {row.faults.map((fault) => (
            <div key={fault.field + fault.code}>
              <Text>
                <Text span c="dimmed">
                  {fault.field}
                </Text>{" "}
                {fault.meaning} <bdi>{several ? "" : fault.detail}</bdi>
              </Text>
              <Text size="sm" c="dimmed">
                {fault.remedy}
              </Text>
            </div>
          ))}
          {several ? <Choose plan={plan} row={row} /> : null}
        </Line>
      ))}
      <MoreButton of={found} label={t("plan.more")} />
    </>
  );
}

/** A choice is remembered; the next plan knows it. */
function Choose({ plan, row }: { plan: Plan; row: Row }) {
  const { t } = useTranslation();
  const choose = useMutation({
    mutationFn: (answer: string) =>
      take(
        api.POST("/api/runs/{number}/decisions", {
          params: { path: { number: plan.plan } },
          body: { key: row.key, answer, task: row.task },
        }),
      ),
  });
  const name = (answer: string) =>
    answer === "create" ? t("plan.chooseCreate") : answer === "skip" ? t("plan.chooseSkip") : answer;
  if (choose.data) return <Text fw={560}>{t("plan.chosen", { answer: name(choose.data.answer) })}</Text>;
  const answers = [...row.candidates.filter((each) => each !== "…"), ...(row.may_create ? ["create"] : []), "skip"];
  return (
    <>
      <FaultAlert error={choose.error} />
      <Group gap="xs" mt={4}>
        {answers.map((answer) => (
          <Button key={answer} size="compact-sm" variant="default" onClick={() => choose.mutate(answer)} loading={choose.isPending}>
            {name(answer)}
          </Button>
        ))}
      </Group>
    </>
  );
}
