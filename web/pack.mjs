// Lays beside each built file what a browser is sent that takes it packed: the server packs nothing itself.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { brotliCompressSync, gzipSync } from "node:zlib";

const LEAST = 1000; // bytes: below that, packing gains nothing
const folder = new URL("../src/hakobu/web/assets/", import.meta.url);

for (const name of readdirSync(folder).filter((each) => /\.(js|css|svg)$/.test(each))) {
  const content = readFileSync(new URL(name, folder));
  if (content.length < LEAST) continue;
  writeFileSync(new URL(`${name}.br`, folder), brotliCompressSync(content));
  writeFileSync(new URL(`${name}.gz`, folder), gzipSync(content, { level: 9 }));
}
