/** Fields that a policy leaves alone: nothing here is written. */
import { Text } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { api, take } from "../../api/client";
import { FaultAlert } from "../../app/Fault";
import { MoreButton } from "../../app/MoreButton";
import { Line, Mark } from "./Changes";
import type { Plan } from "./PlanPage";

const PAGE = 50;

export function KeptFields({ plan }: { plan: Plan }) {
  const { t } = useTranslation();
  const found = useInfiniteQuery({
    queryKey: ["kept", plan.plan],
    initialPageParam: 0,
    queryFn: ({ pageParam }) =>
      take(
        api.GET("/api/plans/{number}/kept", {
          params: { path: { number: plan.plan }, query: { skip: pageParam, limit: PAGE } },
        }),
      ),
    getNextPageParam: (page, _, skipped) => (page.more ? skipped + PAGE : undefined),
    enabled: plan.kept > 0,
  });
  const kept = found.data?.pages.flatMap((page) => page.kept) ?? [];
  return (
    <>
      <FaultAlert error={found.error} />
      {kept.map((each) => (
        <Line
          key={`${each.task}-${each.row}-${each.field}`}
          badge={<Mark colour="yamabuki" label={t("plan.mark.kept")} />}
          name={each.key || each.id}
          under={each.task}
        >
          <Text component="div">
            <Text span c="dimmed">
              {each.field}
            </Text>{" "}
            <b>{each.crm === null ? t("plan.empty") : <bdi>{each.crm}</bdi>}</b> {t("plan.stays")}{" "}
            {each.source === null ? t("plan.empty") : <bdi>{each.source}</bdi>}
          </Text>
          <Text size="sm" c="dimmed">
            {t(`plan.why.${each.reason as "edited in the CRM"}`, { defaultValue: each.reason })}{" "}
            {[each.changed_by, each.changed_at.replace("T", " ").slice(0, 16)].filter(Boolean).join(", ")}
          </Text>
        </Line>
      ))}
      <MoreButton of={found} label={t("plan.more")} />
    </>
  );
}
