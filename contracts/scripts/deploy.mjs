// Deploys a whole local market in the documented order. Souk's Java deployment follows the same order.
import { readFileSync } from "node:fs";
import { ContractFactory, ZeroAddress, encodeBytes32String } from "ethers";

const artifact = (name) => {
  const folder = new URL(`../out/${name}.sol/`, import.meta.url);
  return {
    abi: JSON.parse(readFileSync(new URL(`${name}.abi.json`, folder), "utf8")),
    bytecode: "0x" + readFileSync(new URL(`${name}.bin`, folder), "utf8").trim(),
  };
};

const SOUK = 10n ** 18n;
const DAY = 86400n;
// Lots are drawn by the round: as long as an epoch.
const ROUND_SECONDS = 60n;
const REWARD_SECONDS = 600n;
// From so many millionths below target on, so many basis points of the epoch's cost come back.
const PENALTY_STEPS = [
  [1_000n, 1_000n],
  [10_000n, 2_500n],
  [50_000n, 5_000n],
  [100_000n, 10_000n],
];

/** key, value, min, max of every parameter on a local market: short windows, a token of test value. */
export const localParameters = [
  ["minStake", 1000n * SOUK, 1n, 1_000_000n * SOUK],
  ["minAuditorBond", 200n * SOUK, 1n, 1_000_000n * SOUK],
  ["minArbiterBond", 400n * SOUK, 1n, 1_000_000n * SOUK],
  ["slashPerFault", 100n * SOUK, 0n, 1_000_000n * SOUK],
  ["startPenalty", 10n * SOUK, 0n, 1_000_000n * SOUK],
  ["challengeBond", 50n * SOUK, 1n, 1_000_000n * SOUK],
  ["auditorFee", 20n * SOUK, 0n, 1_000_000n * SOUK],
  ["disputeWindow", 60n, 1n, 7n * DAY],
  ["challengeWindow", 120n, 1n, 30n * DAY],
  ["graceWindow", 180n, 1n, 30n * DAY],
  ["unbondingPeriod", 600n, 1n, 90n * DAY],
  ["startWindow", 120n, 1n, 7n * DAY],
  ["intervalSeconds", 60n, 1n, 30n * DAY],
  ["epochSeconds", 60n, 1n, 7n * DAY],
  ["auditWindow", 300n, 1n, 30n * DAY],
  ["committeeSize", 3n, 1n, 15n],
  ["commitWindow", 30n, 1n, 7n * DAY],
  ["revealWindow", 30n, 1n, 7n * DAY],
  ["claimWindow", 300n, 1n, 30n * DAY],
  ["silenceSlash", 1n * SOUK, 0n, 1_000_000n * SOUK],
  ["outlierSlash", 5n * SOUK, 0n, 1_000_000n * SOUK],
  ["outlierFactor", 10n, 2n, 1000n],
  ["rewardShare", 100_000n, 0n, 1_000_000n],
  ["attestWindow", 300n, 1n, 30n * DAY],
  ["rewardWindow", 3600n, 1n, 365n * DAY],
].map(([key, value, min, max]) => ({ key: encodeBytes32String(key), value, min, max }));

/** The court's rules, in a contract of their own: a court can be replaced without the market. */
export const localDisputeRules = [
  ["disputeBond", 20n * SOUK, 1n, 1_000_000n * SOUK],
  ["arbiterFee", 2n * SOUK, 0n, 1_000_000n * SOUK],
  ["arbiterPenalty", 10n * SOUK, 0n, 1_000_000n * SOUK],
  ["panelSize", 3n, 1n, 15n],
  ["auditorQuorum", 2n, 1n, 15n],
  ["answerWindow", 120n, 1n, 30n * DAY],
  ["evidenceWindow", 120n, 1n, 30n * DAY],
  ["commitWindow", 120n, 1n, 30n * DAY],
  ["revealWindow", 120n, 1n, 30n * DAY],
  ["appealWindow", 120n, 1n, 30n * DAY],
  ["claimWindow", 600n, 1n, 90n * DAY],
].map(([key, value, min, max]) => ({ key: encodeBytes32String(key), value, min, max }));

/** Deploys with `deployer` (an ethers signer) and returns the contracts by name. */
export async function deploy(deployer) {
  const owner = await deployer.getAddress();
  const make = async (name, ...args) => {
    const { abi, bytecode } = artifact(name);
    const contract = await new ContractFactory(abi, bytecode, deployer).deploy(...args);
    return contract.waitForDeployment();
  };
  const token = await make("SoukToken", owner);
  const timelock = await make("SoukTimelock", 0, [owner], [ZeroAddress], ZeroAddress);
  const parameters = await make("Parameters", timelock.target, localParameters);
  const registry = await make("ProviderRegistry", owner, token.target, parameters.target);
  const market = await make("Market", owner, registry.target, parameters.target);
  const audits = await make("StorageAudits", token.target, parameters.target, registry.target, market.target);
  const pool = (minBond) =>
    make("BondedPool", owner, token.target, parameters.target, encodeBytes32String(minBond), ROUND_SECONDS);
  const auditors = await pool("minAuditorBond");
  const arbiters = await pool("minArbiterBond");
  const disputeRules = await make("Parameters", timelock.target, localDisputeRules);
  const court = await make(
    "Arbitration",
    token.target,
    disputeRules.target,
    registry.target,
    market.target,
    auditors.target,
    arbiters.target,
  );
  const rewards = await make("Rewards", token.target, parameters.target, auditors.target, REWARD_SECONDS);
  const services = await make("ServiceLevels", market.target, parameters.target, auditors.target, rewards.target);
  const penalty = await make("SteppedPenalty", PENALTY_STEPS);
  const anchor = await make("RecordAnchor");
  const usd = await make("TestStablecoin");
  const steps = [
    () => registry.setSlasher(market.target, true),
    () => registry.setSlasher(audits.target, true),
    () => registry.setSlasher(court.target, true),
    () => arbiters.setJudge(court.target, true),
    () => auditors.setJudge(services.target, true),
    () => market.setAsset(usd.target, true, 10n ** 12n),
    () => registry.transferOwnership(timelock.target),
    () => market.transferOwnership(timelock.target),
    () => auditors.transferOwnership(timelock.target),
    () => arbiters.transferOwnership(timelock.target),
  ];
  for (const step of steps) await (await step()).wait();
  return {
    token,
    timelock,
    parameters,
    registry,
    market,
    audits,
    auditors,
    arbiters,
    court,
    rewards,
    services,
    penalty,
    anchor,
    usd,
  };
}
