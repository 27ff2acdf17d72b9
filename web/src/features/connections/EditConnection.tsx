import { Skeleton } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { api, take } from "../../api/client";
import { FaultAlert } from "../../app/Fault";
import { ConnectionForm } from "./ConnectionForm";
import { Production } from "./Production";

export function EditConnection() {
  const { name } = useParams({ strict: false }) as { name: string };
  const connectors = useQuery({ queryKey: ["connectors"], queryFn: () => take(api.GET("/api/connectors")) });
  const found = useQuery({
    queryKey: ["connection", name],
    queryFn: () => take(api.GET("/api/connections/{name}", { params: { path: { name } } })),
    staleTime: Infinity, // what is being typed is never replaced from behind
  });
  if (found.error || connectors.error) return <FaultAlert error={found.error ?? connectors.error} />;
  const spec = connectors.data?.find((each) => each.name === found.data?.connector);
  if (!found.data || !spec) return <Skeleton h={400} />;
  return (
    <>
      <ConnectionForm connector={spec} saved={found.data} />
      {spec.destination ? <Production connection={found.data} /> : null}
    </>
  );
}
