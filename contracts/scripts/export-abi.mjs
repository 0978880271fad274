// Writes the ABI and creation code of the contracts that Java deploys and calls, as compact JSON, from out/ into the
// EVM adapter's resources. Usage: node scripts/export-abi.mjs [--check]   (--check: only say whether they differ)
import { readFileSync, writeFileSync, mkdirSync, existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const CONTRACTS = [
  "SoukToken",
  "TestStablecoin",
  "SoukTimelock",
  "Parameters",
  "ProviderRegistry",
  "Market",
  "StorageAudits",
  "BondedPool",
  "Arbitration",
  "ServiceLevels",
  "Rewards",
  "SteppedPenalty",
  "RecordAnchor",
];
const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const target = join(root, "../adapters/evm/src/main/resources/souk/evm");
const check = process.argv.includes("--check");

mkdirSync(target, { recursive: true });
let differ = 0;
for (const name of CONTRACTS) {
  const built = JSON.parse(readFileSync(join(root, `out/${name}.sol/${name}.json`), "utf8"));
  const text = JSON.stringify({ abi: built.abi, bytecode: built.bytecode.object }) + "\n";
  const file = join(target, `${name}.json`);
  if (existsSync(file) && readFileSync(file, "utf8") === text) continue;
  differ++;
  if (check) console.error(`${name}.json differs from what forge built: run node scripts/export-abi.mjs`);
  else writeFileSync(file, text);
}
process.exitCode = check && differ > 0 ? 1 : 0;
