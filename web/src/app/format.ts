/** Numbers, dates and order as the reader's language has them. */
const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;

export function count(value: number, language: string): string {
  return new Intl.NumberFormat(language).format(value);
}

/** How dates are written: in English with the month in letters, for 3/4 would be two days. */
export function dates(language: string, parts: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  if (language === "ja") return new Intl.DateTimeFormat("ja-JP", parts);
  return new Intl.DateTimeFormat("en-GB", parts.month ? { ...parts, month: "short" } : parts);
}

/** A moment (seconds since 1970) in the browser's zone, which is named. */
export function moment(seconds: number | null, language: string): string {
  if (seconds === null) return "–";
  return dates(language, {
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    timeZoneName: "short",
  }).format(new Date(seconds * 1000));
}

/** So many seconds, as a reader says them. */
export function duration(seconds: number, language: string): string {
  const [minutes, second] = language === "ja" ? [" 分 ", " 秒"] : [" min ", " s"];
  if (seconds < 90) return `${seconds.toFixed(1)}${second}`;
  const whole = Math.round(seconds);
  return `${Math.floor(whole / 60)}${minutes}${whole % 60}${second}`;
}

export function zoneName(): string {
  return zone;
}

export function byName<T>(items: readonly T[], name: (item: T) => string, language: string): T[] {
  const collator = new Intl.Collator(language);
  return [...items].sort((a, b) => collator.compare(name(a), name(b)));
}
