// Starts an anvil on a free port for a script and stops it afterwards.
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const START_LIMIT_MS = 10_000;

export async function withAnvil(use) {
  const cache = mkdtempSync(join(tmpdir(), "souk-anvil-"));
  const binary = fileURLToPath(new URL("../node_modules/.bin/anvil", import.meta.url));
  const args = ["--port", "0", "--chain-id", "31337", "--prune-history", "--cache-path", cache];
  const child = spawn(binary, args, { stdio: ["ignore", "pipe", "inherit"] });
  try {
    return await use(await address(child));
  } finally {
    child.kill();
    rmSync(cache, { recursive: true, force: true });
  }
}

function address(child) {
  return new Promise((resolve, reject) => {
    const limit = setTimeout(() => reject(new Error("anvil did not start")), START_LIMIT_MS);
    child.once("exit", (code) => reject(new Error(`anvil exited with ${code}`)));
    createInterface({ input: child.stdout }).on("line", (line) => {
      const found = /Listening on (\S+)/.exec(line);
      if (!found) return;
      clearTimeout(limit);
      resolve(`http://${found[1]}`);
    });
  });
}
