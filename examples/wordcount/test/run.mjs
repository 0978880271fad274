// Runs the built program under Node's own WASI and compares its result with a count made in JavaScript.
import { strict as assert } from "node:assert";
import { mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { WASI } from "node:wasi";

const here = new URL("..", import.meta.url).pathname;
const texts = join(here, "texts");
const out = mkdtempSync(join(tmpdir(), "wordcount-"));

try {
  const wasi = new WASI({ version: "preview1", args: ["wordcount"], preopens: { "/in": texts, "/out": out } });
  const module = await WebAssembly.compile(readFileSync(join(here, "build", "wordcount.wasm")));
  wasi.start(await WebAssembly.instantiate(module, wasi.getImportObject()));

  assert.equal(readFileSync(join(out, "result.txt"), "utf8"), expected(texts));
} finally {
  rmSync(out, { recursive: true });
}

function expected(directory) {
  const counts = new Map();
  for (const name of readdirSync(directory)) {
    const text = readFileSync(join(directory, name), "utf8").toLowerCase();
    for (const [word] of text.matchAll(/[a-z0-9](?:[a-z0-9']*[a-z0-9])?/g)) {
      counts.set(word, (counts.get(word) ?? 0) + 1);
    }
  }
  const order = ([a, n], [b, m]) => m - n || (a < b ? -1 : 1);
  return [...counts].sort(order).map(([word, count]) => `${count} ${word}\n`).join("");
}
