// Writes test/vectors/prices.json: names of base prices as ethers computes them, and moves of a price worked out from
// the rule's text in IPriceIndex. Checked here in Solidity, and by `souk.economy`.
import { writeFileSync } from "node:fs";
import { AbiCoder, keccak256 } from "ethers";

const asset = "0x" + "a1".repeat(20);
const longest = "region-of-thirty-two-characters0";
const keys = [1, 2].flatMap((resourceClass) =>
  ["eu-west-1", "a", longest].map((region) => ({
    resourceClass,
    asset,
    region,
    key: keccak256(AbiCoder.defaultAbiCoder().encode(["uint8", "address", "string"], [resourceClass, asset, region])),
  })),
);

const largest = (1n << 128n) - 1n;
const terms = [
  { target: 700_000, min: "1000", max: "1000000" },
  { target: 1, min: "1", max: String(largest) },
  { target: 999_999, min: "1", max: String(largest) },
];
const next = (price, utilisation, { target, min, max }) => {
  const away = BigInt(Math.abs(utilisation - target));
  let step = (price * away) / (BigInt(target) * 8n);
  if (step > price / 8n) step = price / 8n;
  if (utilisation >= target) return price + step > BigInt(max) ? BigInt(max) : price + step;
  return price - step < BigInt(min) ? BigInt(min) : price - step;
};
const moves = terms.flatMap((each) =>
  [BigInt(each.min), 1_007n, 7_451n, 999_999n, BigInt(each.max)].flatMap((price) =>
    [0, 1, 350_001, 699_999, 700_000, 700_001, 860_003, 1_000_000].map((utilisation) => ({
      price: String(price),
      utilisation,
      ...each,
      next: String(next(price, utilisation, each)),
    })),
  ),
);

const file = { keys, moves };
for (const name of ["../test/vectors/prices.json", "../../planes/economy/src/test/resources/vectors/prices.json"]) {
  writeFileSync(new URL(name, import.meta.url), JSON.stringify(file, null, 1) + "\n");
}
