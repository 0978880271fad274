// Writes test/vectors/rewards.json: one reward epoch with its leaves, proofs and root, as ethers computes them.
// Leaf: keccak256(keccak256(abi.encode(uint64 epoch, address account, uint256 amount))). Leaves in the order of
// accounts; a level pairs neighbours, the smaller hash first; the last of an odd level goes up as it is.
import { writeFileSync } from "node:fs";
import { AbiCoder, concat, keccak256 } from "ethers";

const epoch = 20_771;
const amounts = ["1", "1000000000000000000", "340282366920938463463374607431768211455", "42", "999999999999999999"];
const rewards = amounts.map((amount, i) => ({ account: "0x" + String(i + 1).repeat(40), amount }));

const leafOf = ({ account, amount }) =>
  keccak256(keccak256(AbiCoder.defaultAbiCoder().encode(["uint64", "address", "uint256"], [epoch, account, amount])));
const pair = (a, b) => keccak256(a < b ? concat([a, b]) : concat([b, a]));

const levels = [rewards.map(leafOf)];
while (levels.at(-1).length > 1) {
  const below = levels.at(-1);
  const above = [];
  for (let i = 0; i < below.length; i += 2) above.push(i + 1 < below.length ? pair(below[i], below[i + 1]) : below[i]);
  levels.push(above);
}
const proofOf = (index) =>
  levels.slice(0, -1).flatMap((level, depth) => {
    const sibling = level[(index >> depth) ^ 1];
    return sibling ? [sibling] : [];
  });

const file = {
  epoch,
  root: levels.at(-1)[0],
  rewards: rewards.map((reward, i) => ({ ...reward, leaf: levels[0][i], proof: proofOf(i) })),
};
for (const name of ["../test/vectors/rewards.json", "../../planes/assurance/src/test/resources/vectors/rewards.json"]) {
  writeFileSync(new URL(name, import.meta.url), JSON.stringify(file, null, 2) + "\n");
}
