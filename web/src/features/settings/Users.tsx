/** Users: invited, given a role and rights, shut out again. */
import {
  Alert,
  Badge,
  Button,
  Checkbox,
  Group,
  Menu,
  Modal,
  Paper,
  Select,
  Skeleton,
  Stack,
  Table,
  Text,
  TextInput,
} from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { IconDots } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, take, type Schemas } from "../../api/client";
import { ActionsHead } from "../../app/ActionsHead";
import { FaultAlert } from "../../app/Fault";
import { moment } from "../../app/format";
import { LOSS } from "../../app/RowMenu";
import { SearchBox } from "../../app/SearchBox";
import { Once } from "./Once";
import { SettingsPage } from "./SettingsPage";

type User = Schemas["UserOut"];
type Role = Schemas["Role"];
type Invited = Schemas["Invited"];

const ROLES: readonly Role[] = ["administrator", "editor", "operator", "viewer"];

export function useRoles() {
  const { t } = useTranslation();
  return ROLES.map((value) => ({ value, label: t(`security.role.${value}`) }));
}

export function Users() {
  const { t, i18n } = useTranslation();
  const queries = useQueryClient();
  const [text, setText] = useState("");
  const [wanted] = useDebouncedValue(text, 300);
  const [adding, setAdding] = useState(false);
  const [rightsOf, setRightsOf] = useState<User>();
  const [link, setLink] = useState<Invited>();
  const found = useQuery({
    queryKey: ["users", wanted],
    queryFn: () => take(api.GET("/api/users", { params: { query: { text: wanted, limit: 500 } } })),
  });
  const again = () => queries.invalidateQueries({ queryKey: ["users"] });
  const change = useMutation({
    mutationFn: ({ user, ...body }: { user: User; role?: Role; active?: boolean }) =>
      take(api.PATCH("/api/users/{number}", { params: { path: { number: user.id } }, body })),
    onSettled: again,
  });
  const reset = useMutation({
    mutationFn: ({ user, lost }: { user: User; lost: boolean }) =>
      take(
        api.POST("/api/users/{number}/reset", {
          params: { path: { number: user.id } },
          body: { second_factor: lost },
        }),
      ),
    onSuccess: setLink,
    onSettled: again,
  });
  const roles = useRoles();
  return (
    <SettingsPage
      title={t("security.users.title")}
      sub={t("security.users.sub")}
      actions={<Button onClick={() => setAdding(true)}>{t("security.users.add")}</Button>}
    >
      <FaultAlert error={found.error ?? change.error ?? reset.error} />
      <SearchBox value={text} onChange={setText} />
      <Paper className="card">
        {found.isPending ? <Skeleton h={160} /> : null}
        <Table.ScrollContainer minWidth={760}>
          <Table>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{t("session.email")}</Table.Th>
                <Table.Th>{t("security.users.name")}</Table.Th>
                <Table.Th>{t("security.users.role")}</Table.Th>
                <Table.Th>{t("security.users.state")}</Table.Th>
                <Table.Th>{t("security.users.seen")}</Table.Th>
                <ActionsHead />
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {found.data?.users.map((user) => (
                <Table.Tr key={user.id}>
                  <Table.Td>{user.email}</Table.Td>
                  <Table.Td>{user.name}</Table.Td>
                  <Table.Td>
                    <Select
                      aria-label={`${t("security.users.role")}: ${user.email}`}
                      data={roles}
                      value={user.role}
                      onChange={(role) => role && change.mutate({ user, role: role as Role })}
                      allowDeselect={false}
                      size="xs"
                      w={150}
                    />
                  </Table.Td>
                  <Table.Td>
                    <State user={user} />
                  </Table.Td>
                  <Table.Td>{moment(user.seen, i18n.language)}</Table.Td>
                  <Table.Td ta="right">
                    <Menu>
                      <Menu.Target>
                        <Button
                          variant="subtle"
                          color="gray"
                          size="compact-sm"
                          aria-label={`${t("common.actions")}: ${user.email}`}
                        >
                          <IconDots size={16} aria-hidden />
                        </Button>
                      </Menu.Target>
                      <Menu.Dropdown>
                        <Menu.Item onClick={() => setRightsOf(user)}>{t("security.rights.title")}</Menu.Item>
                        <Menu.Item onClick={() => reset.mutate({ user, lost: false })}>
                          {t("security.users.newLink")}
                        </Menu.Item>
                        {user.second_factor ? (
                          <Menu.Item onClick={() => reset.mutate({ user, lost: true })}>
                            {t("security.users.lost")}
                          </Menu.Item>
                        ) : null}
                        <Menu.Item
                          color={user.active ? LOSS : undefined}
                          onClick={() => change.mutate({ user, active: !user.active })}
                        >
                          {t(user.active ? "security.users.disable" : "security.users.enable")}
                        </Menu.Item>
                      </Menu.Dropdown>
                    </Menu>
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      </Paper>
      <Modal opened={adding} onClose={() => setAdding(false)} title={t("security.users.add")}>
        <AddUser
          onDone={(made) => {
            setAdding(false);
            setLink(made);
            void again();
          }}
        />
      </Modal>
      <Modal opened={link !== undefined} onClose={() => setLink(undefined)} title={t("security.users.link")}>
        {link ? (
          <Once text={`${window.location.origin}${link.path}`} help={t("security.users.linkHelp", { email: link.user.email })} />
        ) : null}
      </Modal>
      <Modal
        opened={rightsOf !== undefined}
        onClose={() => setRightsOf(undefined)}
        title={t("security.rights.of", { email: rightsOf?.email })}
        size="lg"
      >
        {rightsOf ? (
          <Rights
            user={rightsOf}
            onDone={() => {
              setRightsOf(undefined);
              void again();
            }}
          />
        ) : null}
      </Modal>
    </SettingsPage>
  );
}

function State({ user }: { user: User }) {
  const { t } = useTranslation();
  const state = !user.active ? "disabled" : user.locked ? "locked" : user.invited ? "invited" : "active";
  const colour = { disabled: "gray", locked: "yamabuki", invited: "ai", active: "matsu" }[state];
  return (
    <Group gap={6}>
      <Badge color={colour} variant="light">
        {t(`security.state.${state}`)}
      </Badge>
      {user.second_factor ? (
        <Badge color="gray" variant="light">
          {t("security.second.short")}
        </Badge>
      ) : null}
      {user.openid ? (
        <Badge color="gray" variant="light">
          OpenID
        </Badge>
      ) : null}
    </Group>
  );
}

function AddUser({ onDone }: { onDone: (made: Invited) => void }) {
  const { t, i18n } = useTranslation();
  const roles = useRoles();
  const [form, setForm] = useState({ email: "", name: "", role: "operator" as Role });
  const add = useMutation({
    mutationFn: () =>
      take(api.POST("/api/users", { body: { ...form, language: i18n.language === "ja" ? "ja" : "en" } })),
    onSuccess: onDone,
  });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        add.mutate();
      }}
    >
      <Stack gap="md">
        <FaultAlert error={add.error} />
        <TextInput
          label={t("session.email")}
          type="email"
          required
          value={form.email}
          onChange={(event) => setForm({ ...form, email: event.currentTarget.value })}
          data-autofocus
        />
        <TextInput
          label={t("security.users.name")}
          required
          value={form.name}
          onChange={(event) => setForm({ ...form, name: event.currentTarget.value })}
        />
        <Select
          label={t("security.users.role")}
          description={t(`security.roleHelp.${form.role}`)}
          data={roles}
          value={form.role}
          onChange={(role) => role && setForm({ ...form, role: role as Role })}
          allowDeselect={false}
        />
        <Button type="submit" loading={add.isPending}>
          {t("security.users.makeLink")}
        </Button>
      </Stack>
    </form>
  );
}

function Rights({ user, onDone }: { user: User; onDone: () => void }) {
  const { t } = useTranslation();
  const [rights, setRights] = useState(() => new Map(user.rights.map((each) => [each.connection, each])));
  const found = useQuery({ queryKey: ["connections"], queryFn: () => take(api.GET("/api/connections")) });
  const save = useMutation({
    mutationFn: () =>
      take(
        api.PUT("/api/users/{number}/rights", {
          params: { path: { number: user.id } },
          body: [...rights.values()],
        }),
      ),
    onSuccess: onDone,
  });
  const set = (connection: string, name: "see_values" | "use_coql", value: boolean) => {
    const before = rights.get(connection) ?? { connection, see_values: false, use_coql: false };
    setRights(new Map(rights).set(connection, { ...before, [name]: value }));
  };
  return (
    <Stack gap="md">
      <Text c="dimmed">{t("security.rights.help")}</Text>
      {user.role === "administrator" ? <Alert color="ai">{t("security.rights.admin")}</Alert> : null}
      <FaultAlert error={found.error ?? save.error} />
      <Table>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t("connections.name")}</Table.Th>
            <Table.Th>{t("security.rights.values")}</Table.Th>
            <Table.Th>{t("security.rights.coql")}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {["", ...(found.data?.map((each) => each.name) ?? [])].map((name) => (
            <Table.Tr key={name}>
              <Table.Td fw={name ? 400 : 600}>{name || t("security.rights.every")}</Table.Td>
              {(["see_values", "use_coql"] as const).map((right) => (
                <Table.Td key={right}>
                  <Checkbox
                    aria-label={`${name || t("security.rights.every")}: ${t(
                      right === "see_values" ? "security.rights.values" : "security.rights.coql",
                    )}`}
                    checked={Boolean(rights.get(name)?.[right])}
                    onChange={(event) => set(name, right, event.currentTarget.checked)}
                  />
                </Table.Td>
              ))}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      <Group justify="flex-end">
        <Button onClick={() => save.mutate()} loading={save.isPending}>
          {t("common.save")}
        </Button>
      </Group>
    </Stack>
  );
}
