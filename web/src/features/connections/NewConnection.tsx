import { Skeleton, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { api, take } from "../../api/client";
import { FaultAlert } from "../../app/Fault";
import { ConnectionForm } from "./ConnectionForm";

export function NewConnection() {
  const { t } = useTranslation();
  const { connector } = useParams({ strict: false }) as { connector: string };
  const found = useQuery({ queryKey: ["connectors"], queryFn: () => take(api.GET("/api/connectors")) });
  if (found.isPending) return <Skeleton h={400} />;
  const spec = found.data?.find((each) => each.name === connector);
  if (!spec) return found.error ? <FaultAlert error={found.error} /> : <Text>{t("common.noWay")}</Text>;
  return <ConnectionForm connector={spec} />;
}
