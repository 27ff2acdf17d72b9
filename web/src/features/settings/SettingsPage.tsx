/** The frame of every page of the settings: where one is among them. */
import { Group, type GroupProps } from "@mantine/core";
import { Link, useRouterState } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Page } from "../../app/Page";
import { useSession } from "../../app/session";

const PLACES = [
  { to: "/settings", key: "general", admin: false },
  { to: "/settings/account", key: "account", admin: false },
  { to: "/settings/tokens", key: "tokens", admin: false },
  { to: "/settings/approvals", key: "approvals", admin: false },
  { to: "/settings/alerts", key: "alerts", admin: false },
  { to: "/settings/calendar", key: "calendar", admin: false },
  { to: "/settings/definitions", key: "definitions", admin: false },
  { to: "/settings/users", key: "users", admin: true },
  { to: "/settings/security", key: "security", admin: true },
  { to: "/settings/network", key: "network", admin: true },
  { to: "/settings/audit", key: "audit", admin: true },
] as const;

export function SettingsPage(props: { title?: string; sub?: ReactNode; actions?: ReactNode; children: ReactNode }) {
  const { t } = useTranslation();
  return (
    <Page title={props.title ?? t("settings.title")} sub={props.sub} actions={props.actions}>
      <SettingsNav mb="lg" />
      {props.children}
    </Page>
  );
}

/** The pages of the settings that one may see. */
export function SettingsNav(props: GroupProps) {
  const { t } = useTranslation();
  const path = useRouterState({ select: (state) => state.location.pathname });
  const role = useSession()?.user?.role;
  const admin = role === "administrator";
  const editor = admin || role === "editor";
  return (
    <Group component="nav" gap="6px 18px" aria-label={t("settings.title")} {...props}>
      {PLACES.filter((place) => (place.key === "definitions" ? editor : admin || !place.admin)).map((place) => (
        <Link
          key={place.to}
          to={place.to}
          className="link"
          aria-current={path === place.to ? "page" : undefined}
          style={path === place.to ? { color: "var(--mantine-color-text)", fontWeight: 650 } : undefined}
        >
          {place.key === "definitions" ? t("exchange.title") : t(`security.nav.${place.key}`)}
        </Link>
      ))}
    </Group>
  );
}
