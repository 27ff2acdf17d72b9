/** The frame around every page: where one is, language, light or dark, account. */
import {
  ActionIcon,
  AppShell,
  Box,
  Burger,
  Group,
  Menu,
  NavLink,
  Text,
  useComputedColorScheme,
  useMantineColorScheme,
} from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import {
  IconAlertTriangle,
  IconClock,
  IconDatabase,
  IconHelp,
  IconHome,
  IconLanguage,
  IconListDetails,
  IconMoon,
  IconPlug,
  IconSettings,
  IconSun,
  IconUser,
} from "@tabler/icons-react";
import { Link, Outlet, useRouter, useRouterState } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { speak } from "../texts";
import { Credits } from "./Credits";
import { zoneName } from "./format";
import { Search } from "./Search";
import { useSession, useSignOut } from "./session";
import { SignInAgain } from "./SignInAgain";

const PLACES = [
  { to: "/", key: "nav.dashboard", icon: IconHome },
  { to: "/connections", key: "nav.connections", icon: IconPlug },
  { to: "/jobs", key: "nav.jobs", icon: IconListDetails },
  { to: "/runs", key: "nav.runs", icon: IconClock },
  { to: "/failed", key: "frame.failed", icon: IconAlertTriangle },
  { to: "/crm", key: "frame.crm", icon: IconDatabase },
  { to: "/settings", key: "nav.settings", icon: IconSettings },
] as const;

export function Frame() {
  const { t, i18n } = useTranslation();
  const [opened, { toggle, close }] = useDisclosure();
  const { setColorScheme } = useMantineColorScheme();
  const scheme = useComputedColorScheme("light");
  const path = useRouterState({ select: (state) => state.location.pathname });
  const session = useSession();
  const signOut = useSignOut();
  const known: Record<string, unknown> = useRouter().routesByPath;
  const topic = path.split("/")[1] || "dashboard";
  return (
    <AppShell
      header={{ height: 52 }}
      navbar={{ width: 216, breakpoint: "md", collapsed: { mobile: !opened } }}
      padding={24}
      layout="alt"
    >
      <AppShell.Header className="card" px="lg">
        <Group h="100%" justify="space-between" wrap="nowrap">
          <Group gap="sm" wrap="nowrap">
            <Burger opened={opened} onClick={toggle} hiddenFrom="md" size="sm" aria-label={t("nav.menu")} />
            <a href="#main" className="link skip">
              {t("nav.skip")}
            </a>
          </Group>
          <Search />
          <Group gap="xs" wrap="nowrap">
            <Text size="sm" c="dimmed" visibleFrom="md">
              {zoneName()}
            </Text>
            <ActionIcon
              variant="subtle"
              color="gray"
              size="lg"
              aria-label={t("frame.help")}
              renderRoot={(props) => <Link to="/help/$topic" params={{ topic }} {...props} />}
            >
              <IconHelp size={18} aria-hidden />
            </ActionIcon>
            <Menu>
              <Menu.Target>
                <ActionIcon variant="subtle" color="gray" size="lg" aria-label={t("nav.language")}>
                  <IconLanguage size={18} aria-hidden />
                </ActionIcon>
              </Menu.Target>
              <Menu.Dropdown>
                <Menu.Item lang="en" onClick={() => speak("en")} fw={i18n.language === "en" ? 600 : 400}>
                  English
                </Menu.Item>
                <Menu.Item lang="ja" onClick={() => speak("ja")} fw={i18n.language === "ja" ? 600 : 400}>
                  日本語
                </Menu.Item>
              </Menu.Dropdown>
            </Menu>
            <ActionIcon
              variant="subtle"
              color="gray"
              size="lg"
              aria-label={t("nav.scheme")}
              onClick={() => setColorScheme(scheme === "dark" ? "light" : "dark")}
            >
              {scheme === "dark" ? <IconSun size={18} aria-hidden /> : <IconMoon size={18} aria-hidden />}
            </ActionIcon>
            <Menu>
              <Menu.Target>
                <ActionIcon variant="subtle" color="gray" size="lg" aria-label={t("nav.account")}>
                  <IconUser size={18} aria-hidden />
                </ActionIcon>
              </Menu.Target>
              <Menu.Dropdown>
                <Menu.Label>{session?.user?.email}</Menu.Label>
                <Menu.Item onClick={() => void signOut()}>{t("nav.signOut")}</Menu.Item>
              </Menu.Dropdown>
            </Menu>
          </Group>
        </Group>
      </AppShell.Header>
      <AppShell.Navbar p="sm" className={opened ? "card" : "card shut"} aria-label={t("nav.main")}>
        <Group gap={10} px={8} pb={18} pt={4}>
          <img src="/assets/mark.svg" width={26} height={26} alt="" />
          <Text fw={650} size="15px" flex={1}>
            {t("app.name")}
          </Text>
          {opened ? <Burger opened onClick={close} hiddenFrom="md" size="sm" aria-label={t("common.close")} /> : null}
        </Group>
        {PLACES.filter(({ to }) => to in known).map(({ to, key, icon: Icon }) => (
          <NavLink
            key={to}
            component={Link}
            to={to}
            label={t(key)}
            leftSection={<Icon size={16} stroke={1.6} aria-hidden />}
            active={to === "/" ? path === "/" : path.startsWith(to)}
            onClick={close}
            style={{ borderRadius: 6 }}
          />
        ))}
        <Credits />
      </AppShell.Navbar>
      <AppShell.Main id="main" tabIndex={-1}>
        <Box>
          <Outlet />
        </Box>
        <SignInAgain />
        {/* What opens over the page (menus, lists, dialogs) stands in here, within a landmark. */}
        <div data-mantine-shared-portal-node="true" data-portal="true" />
      </AppShell.Main>
    </AppShell>
  );
}
