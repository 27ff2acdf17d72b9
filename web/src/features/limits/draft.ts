/** What is typed on the page of safety limits, and how the API is told of it. */
import type { Schemas } from "../../api/client";

export const COUNTED = ["creates", "updates", "deletes", "changes", "invalid"] as const;
export type Counted = (typeof COUNTED)[number];
type Typed = Record<Counted, string> & { empty_source: string };

export interface Draft {
  job: Typed & { plan_days: string };
  first: { records: string; rejects: string } | null;
  tasks: Record<string, Typed>;
}

export function drafted(shown: Schemas["LimitsOut"]): Draft {
  return {
    job: { ...typed(shown.guards), plan_days: text(shown.guards["plan_days"]) },
    first: shown.canary ? { records: text(shown.canary["records"]), rejects: text(shown.canary["rejects"]) } : null,
    tasks: Object.fromEntries(shown.tasks.map((task) => [task.name, typed(task.guards)])),
  };
}

export function said(draft: Draft): Schemas["LimitsIn"] {
  return {
    guards: { ...own(draft.job), plan_days: limit(draft.job.plan_days) },
    canary: draft.first ? { records: limit(draft.first.records), rejects: limit(draft.first.rejects) } : null,
    tasks: Object.fromEntries(Object.entries(draft.tasks).map(([name, typed]) => [name, own(typed)])),
  };
}

/** A number where one was typed, in whatever width and with whatever commas; else the text, for the server to judge. */
export function limit(typed: string): number | string | null {
  const plain = typed.normalize("NFKC").trim();
  if (!plain) return null;
  const digits = plain.replaceAll(",", "");
  return /^\d{1,15}$/.test(digits) ? Number(digits) : plain;
}

function own(typed: Typed): Schemas["TaskLimits"] {
  const counted = Object.fromEntries(COUNTED.map((name) => [name, limit(typed[name])]));
  return { ...counted, empty_source: typed.empty_source || null };
}

function typed(guards: Record<string, unknown>): Typed {
  const counted = Object.fromEntries(COUNTED.map((name) => [name, text(guards[name])])) as Record<Counted, string>;
  return { ...counted, empty_source: text(guards["empty_source"]) };
}

function text(value: unknown): string {
  return value === undefined || value === null ? "" : String(value);
}
