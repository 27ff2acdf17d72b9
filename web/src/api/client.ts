/** The API of Hakobu's own server, typed by its OpenAPI description. */
import createClient from "openapi-fetch";
import type { components, paths } from "./schema";

export type Schemas = components["schemas"];
export type Problem = Schemas["Problem"];

/** What the window hears when a session has ended. */
export const SIGNED_OUT = "hakobu:signed-out";

let csrf = "";

/** Keep the token that tells our own pages from others'. */
export function keepCsrf(token: string): void {
  csrf = token;
}

/** The same token and the reader's language, for what is sent past the typed client: a file. */
export function ownHeaders(): Record<string, string> {
  const language = { "accept-language": document.documentElement.lang || "en" };
  return csrf ? { ...language, "x-csrf-token": csrf } : language;
}

export const api = createClient<paths>({ baseUrl: "" });

api.use({
  onRequest({ request }) {
    for (const [name, value] of Object.entries(ownHeaders())) request.headers.set(name, value);
    return request;
  },
  async onResponse({ request, response }) {
    if (response.status !== 401 || new URL(request.url).pathname === "/api/session") return;
    const problem = (await response.clone().json()) as Partial<Problem>;
    if (problem.code === "sign_in") window.dispatchEvent(new Event(SIGNED_OUT));
  },
});

/** A refusal of the API, with what to do next. */
export class Refused extends Error {
  constructor(readonly problem: Problem) {
    super(problem.detail || problem.title);
  }
}

/** Give the data of an answer, or throw what the API refused. */
export async function take<T>(answer: Promise<{ data?: T; error?: unknown; response: Response }>): Promise<T> {
  const { data, error, response } = await answer;
  if (response.ok) return data as T;
  const problem = (error ?? {}) as Partial<Problem>;
  throw new Refused({
    type: "about:blank",
    title: problem.title ?? response.statusText,
    status: response.status,
    detail: typeof problem.detail === "string" ? problem.detail : "",
    code: problem.code ?? "",
    next_step: problem.next_step ?? "",
    faults: problem.faults ?? [],
    request_id: problem.request_id ?? "",
  });
}
