import { Navigate, useParams } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { Page } from "../../app/Page";
import { useLive } from "./live";
import { LivePanel } from "./LivePanel";

/** What was asked to run and has no number yet; it becomes the run's own page. */
export function TicketPage() {
  const { t } = useTranslation();
  const { number } = useParams({ strict: false }) as { number: string };
  const live = useLive(Number(number));
  if (live.run !== null) return <Navigate to="/runs/$number" params={{ number: String(live.run) }} replace />;
  return (
    <Page title={t("runs.title")}>
      <LivePanel ticket={Number(number)} live={live} />
    </Page>
  );
}
