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
  IconClock,
  IconHome,
  IconLanguage,
  IconListDetails,
  IconMoon,
  IconPlug,
  IconSettings,
  IconSun,
  IconUser,
} from "@tabler/icons-react";
import { Link, Outlet, useRouterState } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { speak } from "../texts";
import { zoneName } from "./format";
import { useSession, useSignOut } from "./session";

const PLACES = [
  { to: "/", key: "dashboard", icon: IconHome },
  { to: "/connections", key: "connections", icon: IconPlug },
  { to: "/jobs", key: "jobs", icon: IconListDetails },
  { to: "/runs", key: "runs", icon: IconClock },
  { to: "/settings", key: "settings", icon: IconSettings },
] as const;

export function Frame() {
  const { t, i18n } = useTranslation();
  const [opened, { toggle, close }] = useDisclosure();
  const { setColorScheme } = useMantineColorScheme();
  const scheme = useComputedColorScheme("light");
  const path = useRouterState({ select: (state) => state.location.pathname });
  const session = useSession();
  const signOut = useSignOut();
  return (
    <AppShell
      header={{ height: 52 }}
      navbar={{ width: 216, breakpoint: 768, collapsed: { mobile: !opened } }}
      padding={24}
      layout="alt"
    >
      <AppShell.Header className="card" px="lg">
        <Group h="100%" justify="space-between" wrap="nowrap">
          <Group gap="sm" wrap="nowrap">
            <Burger opened={opened} onClick={toggle} hiddenFrom="sm" size="sm" aria-label={t("nav.menu")} />
            <a href="#main" className="link skip">
              {t("nav.skip")}
            </a>
          </Group>
          <Group gap="xs" wrap="nowrap">
            <Text size="sm" c="dimmed" visibleFrom="sm">
              {zoneName()}
            </Text>
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
      <AppShell.Navbar p="sm" className="card" aria-label={t("nav.main")}>
        <Group gap={10} px={8} pb={18} pt={4}>
          <img src="/assets/mark.svg" width={26} height={26} alt="" />
          <Text fw={650} size="15px">
            {t("app.name")}
          </Text>
        </Group>
        {PLACES.map(({ to, key, icon: Icon }) => (
          <NavLink
            key={to}
            component={Link}
            to={to}
            label={t(`nav.${key}`)}
            leftSection={<Icon size={16} stroke={1.6} aria-hidden />}
            active={to === "/" ? path === "/" : path.startsWith(to)}
            onClick={close}
            style={{ borderRadius: 6 }}
          />
        ))}
      </AppShell.Navbar>
      <AppShell.Main id="main">
        <Box>
          <Outlet />
        </Box>
      </AppShell.Main>
    </AppShell>
  );
}
