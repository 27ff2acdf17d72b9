/** A file of the API, kept under the name that the API gives it. */
import { ownHeaders, Refused, type Problem } from "../api/client";

export async function download(address: string): Promise<void> {
  const answer = await fetch(address, { headers: ownHeaders() });
  if (!answer.ok) throw new Refused((await answer.json()) as Problem);
  const named = /filename="([^"]+)"/.exec(answer.headers.get("content-disposition") ?? "");
  save(named?.[1] ?? "hakobu", [await answer.blob()]);
}

/** Keep something that the page holds already. */
export function save(name: string, parts: BlobPart[]): void {
  const url = URL.createObjectURL(new Blob(parts));
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
}
