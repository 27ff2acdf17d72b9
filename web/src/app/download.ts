/** A file of the API, kept under the name that the API gives it. */
import { Refused, type Problem } from "../api/client";

export async function download(address: string): Promise<void> {
  const answer = await fetch(address);
  if (!answer.ok) throw new Refused((await answer.json()) as Problem);
  const named = /filename="([^"]+)"/.exec(answer.headers.get("content-disposition") ?? "");
  const url = URL.createObjectURL(await answer.blob());
  const link = document.createElement("a");
  link.href = url;
  link.download = named?.[1] ?? "hakobu";
  link.click();
  URL.revokeObjectURL(url);
}
