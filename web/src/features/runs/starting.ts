/** What starts something from a page: asked once, then followed at its ticket. */
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { api, take, type Schemas } from "../../api/client";

type Started = Schemas["Started"];

/** A press of a button that asks for something; the page goes on to where it can be followed. */
export function useStart<T>(ask: (given: T) => Promise<Started>) {
  const navigate = useNavigate();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ask,
    onSuccess: (started) => {
      for (const key of ["run", "plan"]) queries.removeQueries({ queryKey: [key] }); // a plan that runs is none
      void queries.invalidateQueries();
      void navigate({ to: "/tickets/$number", params: { number: String(started.ticket) } });
    },
  });
}

/** The same press sends the same key, so that a lost answer starts nothing twice. */
function once() {
  return { "Idempotency-Key": crypto.randomUUID() };
}

const nothing = { fresh: false, whole: false, yes: false };

export const ask = {
  run: (name: string, yes = false) =>
    take(
      api.POST("/api/jobs/{name}/runs", { params: { path: { name }, header: once() }, body: { ...nothing, yes } }),
    ),
  plan: (name: string, yes = false) =>
    take(
      api.POST("/api/jobs/{name}/plans", { params: { path: { name }, header: once() }, body: { ...nothing, yes } }),
    ),
  execute: (number: number) =>
    take(api.POST("/api/plans/{number}/runs", { params: { path: { number }, header: once() } })),
  approve: (number: number) =>
    take(api.POST("/api/runs/{number}/approve", { params: { path: { number }, header: once() } })),
  undo: (number: number) =>
    take(api.POST("/api/runs/{number}/undo", { params: { path: { number }, header: once() }, body: {} as Schemas["Undo"] })),
  retry: (number: number, only?: string) =>
    take(api.POST("/api/runs/{number}/retries", { params: { path: { number }, header: once() }, body: { only } })),
};


