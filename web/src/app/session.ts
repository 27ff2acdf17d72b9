/** Who is signed in. */
import { queryOptions, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, keepCsrf, take, type Schemas } from "../api/client";
import { speak } from "../texts";

export type SessionNow = Schemas["SessionNow"];

export const sessionQuery = queryOptions({
  queryKey: ["session"],
  queryFn: async () => remember(await take(api.GET("/api/session"))),
  staleTime: Infinity,
});

/** Keep what a session says, for the calls and texts that follow. */
export function remember(session: SessionNow): SessionNow {
  keepCsrf(session.csrf ?? "");
  if (session.user && !localStorage.getItem("hakobu.language")) speak(session.user.language === "ja" ? "ja" : "en");
  return session;
}

export function useSession(): SessionNow | undefined {
  return useQuery(sessionQuery).data;
}

export function useSignOut(): () => Promise<void> {
  const queries = useQueryClient();
  return async () => {
    await take(api.DELETE("/api/session"));
    queries.clear();
    window.location.assign("/sign-in");
  };
}
