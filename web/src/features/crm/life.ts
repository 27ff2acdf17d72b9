/** A record's life as the API tells it; its description leaves the body open. */
export interface FieldStep {
  field: string;
  new: string | null;
  old: string | null;
  known_old: boolean;
  source: string;
}

export interface Step {
  run: number;
  at: number;
  job: string;
  kind: string;
  of_run: number | null;
  task: string;
  outcome: string;
  row: number;
  key: string;
  matched_by: string;
  note: string;
  fields: FieldStep[];
  purged: boolean;
  undone_by: number | null;
}

export interface Edit {
  at: string;
  action: string;
  way: "person" | "api" | "automation" | "import" | "other";
  source: string;
  person: string;
  rule: string;
  module: string;
  run: number | null;
  fields: { field: string; old: string | null; new: string | null }[];
}

export interface Life {
  known: boolean;
  module: string;
  id: string;
  steps: Step[];
  held: string[];
  decisions: { label: string; answer: string; made: number }[];
  zoho: {
    found: boolean;
    created_by: string;
    created_at: string;
    modified_by: string;
    modified_at: string;
    after: boolean | null;
    differs: Record<string, [string | null, string | null]>;
  } | null;
  edits: { edits: Edit[]; more: boolean; calls: number; unread: string; next_step: string } | null;
}

const OLDER: Record<string, string> = { Potentials: "Deals" }; // modules whose pages go by an older name

/** Read module and id from the address of a record's page in Zoho CRM. */
export function placeOf(address: string): { module: string; id: string } | undefined {
  const found = /\/tab\/(\w+)\/(\d+)/.exec(address) ?? /[?&]module=(\w+)(?=.*[?&]id=(\d+))/.exec(address);
  return found?.[1] && found[2] ? { module: OLDER[found[1]] ?? found[1], id: found[2] } : undefined;
}
