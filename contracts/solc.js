#!/usr/bin/env node
// Lets forge use npm's solc (WebAssembly) as if it were a native compiler: forge only ever asks for `--version`
// and `--standard-json` with every source inlined.
import { createRequire } from "node:module";
import { mkdirSync, readFileSync, writeFileSync, writeSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const require = createRequire(import.meta.url);
const here = dirname(fileURLToPath(import.meta.url));
const packageVersion = require("solc/package.json").version;

function print(text) {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; ) {
    try {
      at += writeSync(1, bytes, at);
    } catch (error) {
      if (error.code !== "EAGAIN") throw error;
    }
  }
}

// Loading the compiler takes half a second, so its version is remembered for the package it came from.
function version() {
  const file = join(here, "node_modules", ".cache", `solc-${packageVersion}.version`);
  try {
    return readFileSync(file, "utf8");
  } catch {
    const text = require("solc").version();
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
    return text;
  }
}

if (process.argv.includes("--version")) {
  print(`solc, the solidity compiler commandline interface\nVersion: ${version()}\n`);
} else {
  const missing = () => ({ error: "sources are expected inline" });
  print(require("solc").compile(readFileSync(0, "utf8"), { import: missing }));
}
