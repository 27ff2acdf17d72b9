import { Menu } from "@mantine/core";
import { IconPencil } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { api, take, type Schemas } from "../../api/client";
import { RowMenu } from "../../app/RowMenu";

/** Edit, duplicate and remove a connection from the list. */
export function ConnectionMenu({ connection }: { connection: Schemas["ConnectionOut"] }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const { name } = connection;
  const path = { params: { path: { name } } };
  const onSuccess = () => queries.invalidateQueries({ queryKey: ["connections"] });
  const remove = useMutation({ mutationFn: () => take(api.DELETE("/api/connections/{name}", path)), onSuccess });
  const copy = useMutation({
    mutationFn: (called: string) =>
      take(api.POST("/api/connections/{name}/duplicate", { ...path, body: { name: called } })),
    onSuccess,
  });
  const used = connection.used_by.join(", ");
  return (
    <RowMenu
      name={name}
      copy={{ title: t("connections.duplicate"), label: t("connections.duplicateAsk"), change: copy }}
      rename={{
        help: t("notes.rename.connection", { count: connection.used_by.length, jobs: used }),
        go: (to) => take(api.POST("/api/connections/{name}/name", { ...path, body: { name: to } })),
      }}
      remove={{
        title: t("connections.remove"),
        asks: used ? t("connections.usedBy", { jobs: used }) : t("connections.removeAsk", { name }),
        refused: used !== "",
        change: remove,
      }}
    >
      <Menu.Item
        component={Link}
        to="/connections/$name"
        params={{ name } as never}
        leftSection={<IconPencil size={16} aria-hidden />}
      >
        {t("connections.edit")}
      </Menu.Item>
    </RowMenu>
  );
}
