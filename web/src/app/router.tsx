/** The pages and their addresses. */
import { Center, Loader, Text } from "@mantine/core";
import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
} from "@tanstack/react-router";
import { Refused } from "../api/client";
import { Frame } from "./Frame";
import { sessionQuery } from "./session";
import { QueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";

const gate = new QueryClient();

function Nowhere() {
  const { t } = useTranslation();
  return <Text>{t("common.noWay")}</Text>;
}

const root = createRootRoute({ component: Outlet, notFoundComponent: Nowhere });

const signIn = createRoute({
  getParentRoute: () => root,
  path: "/sign-in",
  component: lazyRouteComponent(() => import("../features/session/SignIn"), "SignIn"),
});

const firstStart = createRoute({
  getParentRoute: () => root,
  path: "/first-start",
  component: lazyRouteComponent(() => import("../features/session/FirstStart"), "FirstStart"),
});

const welcome = createRoute({
  getParentRoute: () => root,
  path: "/welcome",
  component: lazyRouteComponent(() => import("../features/session/Welcome"), "Welcome"),
});

const inside = createRoute({
  getParentRoute: () => root,
  id: "inside",
  component: Frame,
  beforeLoad: async ({ location }) => {
    const session = await gate.fetchQuery({ ...sessionQuery, staleTime: 0 });
    if (session.first_start) throw redirect({ to: "/first-start" });
    if (!session.user) throw redirect({ to: "/sign-in" });
    if (session.user.to_enrol && location.pathname !== "/settings/account") throw redirect({ to: "/settings/account" });
  },
  errorComponent: ({ error }) => <Text>{error instanceof Refused ? error.message : String(error)}</Text>,
});

const page = <P extends string>(path: P, load: () => Promise<Record<string, unknown>>, name: string) =>
  createRoute({ getParentRoute: () => inside, path, component: lazyRouteComponent(load as () => Promise<Record<string, React.ComponentType>>, name) });

const routes = [
  page("/", () => import("../features/dashboard/Dashboard"), "Dashboard"),
  page("/connections", () => import("../features/connections/Connections"), "Connections"),
  page("/connections/add", () => import("../features/connections/SelectConnector"), "SelectConnector"),
  page("/connections/add/$connector", () => import("../features/connections/NewConnection"), "NewConnection"),
  page("/connections/$name", () => import("../features/connections/EditConnection"), "EditConnection"),
  page("/zoho/callback", () => import("../features/connections/ZohoCallback"), "ZohoCallback"),
  page("/jobs", () => import("../features/jobs/Jobs"), "Jobs"),
  page("/jobs/add", () => import("../features/jobs/NewJob"), "NewJob"),
  page("/jobs/$name", () => import("../features/jobs/JobPage"), "JobPage"),
  page("/runs", () => import("../features/runs/Runs"), "Runs"),
  page("/runs/$number", () => import("../features/runs/RunPage"), "RunPage"),
  page("/runs/$number/failed", () => import("../features/failed/FailedOfRun"), "FailedOfRun"),
  page("/plans/$number", () => import("../features/plans/PlanPage"), "PlanPage"),
  page("/failed", () => import("../features/failed/Failed"), "Failed"),
  page("/tickets/$number", () => import("../features/runs/TicketPage"), "TicketPage"),
  page("/crm", () => import("../features/crm/Crm"), "Crm"),
  page("/crm/$module/$id", () => import("../features/crm/RecordPage"), "RecordPage"),
  page("/help/$topic", () => import("../features/help/HelpPage"), "HelpPage"),
  page("/settings/network", () => import("../features/settings/Network"), "Network"),
  page("/settings", () => import("../features/settings/Settings"), "Settings"),
  page("/settings/account", () => import("../features/settings/Account"), "Account"),
  page("/settings/tokens", () => import("../features/settings/Tokens"), "Tokens"),
  page("/settings/approvals", () => import("../features/settings/Approvals"), "Approvals"),
  page("/settings/alerts", () => import("../features/settings/Channels"), "Channels"),
  page("/settings/calendar", () => import("../features/settings/Calendars"), "Calendars"),
  page("/settings/definitions", () => import("../features/exchange/Exchange"), "Exchange"),
  page("/settings/users", () => import("../features/settings/Users"), "Users"),
  page("/settings/security", () => import("../features/settings/Security"), "Security"),
  page("/settings/audit", () => import("../features/settings/Audit"), "Audit"),
];

export const router = createRouter({
  routeTree: root.addChildren([signIn, firstStart, welcome, inside.addChildren(routes)]),
  defaultPendingComponent: () => (
    <Center h={200}>
      <Loader />
    </Center>
  ),
});
