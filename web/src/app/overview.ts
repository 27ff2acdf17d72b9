/** The jobs at a glance; asked for once by all who show a part of it. */
import { queryOptions } from "@tanstack/react-query";
import { api, take } from "../api/client";
import { zoneName } from "./format";

export const overviewQuery = queryOptions({
  queryKey: ["overview"],
  queryFn: () => take(api.GET("/api/overview", { params: { query: { zone: zoneName() } } })),
  refetchInterval: 15_000,
});
