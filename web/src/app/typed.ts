/** What was typed and not saved yet, kept for this tab: leaving a page, or a session that ends, loses nothing. */
const place = (key: string) => `hakobu.typed.${key}`;

export function keepTyped<T>(key: string, typed: T): void {
  sessionStorage.setItem(place(key), JSON.stringify(typed));
}

export function typedOf<T>(key: string): T | undefined {
  const text = sessionStorage.getItem(place(key));
  return text ? (JSON.parse(text) as T) : undefined;
}

export function forgetTyped(key: string): void {
  sessionStorage.removeItem(place(key));
}
