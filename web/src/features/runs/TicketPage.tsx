import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Navigate, useParams } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { api, take } from "../../api/client";
import { Page } from "../../app/Page";
import { useLive } from "./live";
import { LivePanel } from "./LivePanel";
import { ask, useStart } from "./starting";

const COLLIDES = "rows_collide"; // a key that names rather than identifies: a person may wave it through

/** What was asked to run and has no number yet; it becomes the run's own page. */
export function TicketPage() {
  const { t } = useTranslation();
  const number = Number((useParams({ strict: false }) as { number: string }).number);
  const live = useLive(number);
  const ticket = useQuery({
    queryKey: ["ticket", number, live.ended],
    queryFn: () => take(api.GET("/api/tickets/{number}", { params: { path: { number } } })),
  });
  const again = useStart(() =>
    ticket.data?.verb === "plan" ? ask.plan(ticket.data.job, true) : ask.run(ticket.data?.job ?? "", true),
  );
  if (live.run !== null && !live.cause)
    return <Navigate to="/runs/$number" params={{ number: String(live.run) }} replace />;
  return (
    <Page title={ticket.data ? ticket.data.job : t("runs.title")}>
      <LivePanel ticket={number} live={live} />
      {live.code === COLLIDES ? (
        <Button onClick={() => again.mutate(undefined)} loading={again.isPending}>
          {t("runs.allTheSame")}
        </Button>
      ) : null}
    </Page>
  );
}
