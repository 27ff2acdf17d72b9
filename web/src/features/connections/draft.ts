/** What was typed and not saved yet: kept for this tab, so that a session that ends loses nothing. Secrets never are. */
import type { Schemas } from "../../api/client";
import type { Value } from "./SettingField";

export interface Typed {
  name: string;
  settings: Record<string, Value>;
  labels: string[];
  version: number | null;
}

const place = (key: string) => `hakobu.connection.${key}`;

export function keep(key: string, typed: Typed, connector: Schemas["ConnectorOut"]): void {
  const secret = new Set(connector.settings.filter((each) => each.type === "secret").map((each) => each.name));
  const settings = Object.fromEntries(
    Object.entries(typed.settings).filter(([name, value]) => !secret.has(name) || value === "***"),
  );
  sessionStorage.setItem(place(key), JSON.stringify({ ...typed, settings }));
}

export function kept(key: string): Typed | undefined {
  const text = sessionStorage.getItem(place(key));
  return text ? (JSON.parse(text) as Typed) : undefined;
}

export function forget(key: string): void {
  sessionStorage.removeItem(place(key));
}
