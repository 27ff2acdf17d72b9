/** Whether what deletes in a system waits for a second person; an administrator says. */
import { Paper, Switch } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, take, type Schemas } from "../../api/client";
import { FaultAlert } from "../../app/Fault";
import { useSession } from "../../app/session";

export function Production({ connection }: { connection: Schemas["ConnectionOut"] }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const admin = useSession()?.user?.role === "administrator";
  const [on, setOn] = useState(connection.production);
  const set = useMutation({
    mutationFn: (production: boolean) =>
      take(
        api.PUT("/api/connections/{name}/production", {
          params: { path: { name: connection.name } },
          body: { production },
        }),
      ),
    onSuccess: (saved) => setOn(saved.production),
    onSettled: () => queries.invalidateQueries({ queryKey: ["connections"] }),
  });
  return (
    <Paper className="card" p="md" mt="md" maw={1180} mx="auto">
      <FaultAlert error={set.error} />
      <Switch
        label={t("security.server.production")}
        description={t("security.server.productionHelp")}
        checked={on}
        disabled={!admin || set.isPending}
        onChange={(event) => set.mutate(event.currentTarget.checked)}
      />
    </Paper>
  );
}
