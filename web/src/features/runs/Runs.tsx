import { Button, Group, Paper, Skeleton } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { api, take } from "../../api/client";
import { FaultAlert } from "../../app/Fault";
import { zoneName } from "../../app/format";
import { Empty, Page } from "../../app/Page";
import { RunsTable } from "./RunsTable";

export function Runs() {
  const { t } = useTranslation();
  const found = useInfiniteQuery({
    queryKey: ["runs"],
    initialPageParam: undefined as number | undefined,
    queryFn: ({ pageParam }) => take(api.GET("/api/runs", { params: { query: { before: pageParam } } })),
    getNextPageParam: (page) => page.next_before ?? undefined,
    refetchInterval: 5_000,
  });
  const runs = found.data?.pages.flatMap((page) => page.runs) ?? [];
  return (
    <Page title={t("runs.title")} sub={`${t("runs.sub")} ${t("common.showsWhat", { zone: zoneName() })}`}>
      <FaultAlert error={found.error} />
      <Paper className="card">
        {found.isPending ? <Skeleton h={200} /> : null}
        {found.isSuccess && !runs.length ? <Empty title={t("runs.none")} help={t("runs.noneHelp")} /> : null}
        {runs.length ? <RunsTable runs={runs} /> : null}
      </Paper>
      {found.hasNextPage ? (
        <Group justify="center" mt="md">
          <Button variant="default" onClick={() => void found.fetchNextPage()} loading={found.isFetchingNextPage}>
            {t("common.more")}
          </Button>
        </Group>
      ) : null}
    </Page>
  );
}
