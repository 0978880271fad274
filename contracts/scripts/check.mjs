// Compares storage layouts and gas with the committed snapshots; `--write` renews them.
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const CONTRACTS = [
  "Market",
  "ProviderRegistry",
  "StorageAudits",
  "BondedPool",
  "Arbitration",
  "ServiceLevels",
  "Rewards",
  "SteppedPenalty",
  "Parameters",
  "RecordAnchor",
  "SoukToken",
];
const write = process.argv.includes("--write");
const file = new URL("../storage-layout.json", import.meta.url);

function layoutOf(name) {
  const artifact = new URL(`../out/${name}.sol/${name}.json`, import.meta.url);
  const { storage, types } = JSON.parse(readFileSync(artifact, "utf8")).storageLayout;
  // Type names carry the compiler's node numbers, which move with any edit.
  const plain = (type) => type.replace(/\)\d+/g, ")");
  const line = ({ label, slot, offset, type }) => `${slot}.${offset} ${label}: ${plain(type)}`;
  const structs = Object.entries(types ?? {}).filter(([, { members }]) => members);
  return {
    variables: storage.map(line),
    structs: Object.fromEntries(structs.map(([type, { members }]) => [plain(type), members.map(line)]).sort()),
  };
}

const layouts = JSON.stringify(Object.fromEntries(CONTRACTS.map((name) => [name, layoutOf(name)])), null, 2) + "\n";
if (write) {
  writeFileSync(file, layouts);
} else if (readFileSync(file, "utf8") !== layouts) {
  console.error("storage layout changed; deployed contracts are never upgraded in place, so if meant: npm run snapshot");
  process.exitCode = 1;
}

const gas = fileURLToPath(new URL("./gas.mjs", import.meta.url));
try {
  execFileSync(process.execPath, [gas, write ? "--write" : "--check"], { stdio: ["ignore", "ignore", "inherit"] });
} catch {
  process.exitCode = 1;
}
if (!process.exitCode) console.log(write ? "snapshots written" : "storage layout and gas as committed");
