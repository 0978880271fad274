// Measures whole transactions on a real anvil (calldata floor of EIP-7623 included) and prints a JSON table.
// `--write` keeps it as gas.json, `--check` fails if it differs from gas.json by more than 1 %.
import { readFileSync, writeFileSync } from "node:fs";
import {
  AbiCoder,
  HDNodeWallet,
  JsonRpcProvider,
  NonceManager,
  Signature,
  ZeroHash,
  concat,
  id,
  keccak256,
  sha256,
  solidityPacked,
  zeroPadValue,
} from "ethers";
import { withAnvil } from "./anvil.mjs";
import { deploy } from "./deploy.mjs";
import { measureDispute } from "./gas-disputes.mjs";
import { typesOf } from "./messages.mjs";

const MNEMONIC = "test test test test test test test test test test test junk";
const QUANTITY = 2n ** 30n;
const DEPOSIT = 10_000_000n;
const PRICES = [1_000_000_000_000n, 0n, 2_000_000_000_000n, 3_000_000_000_000n, 4_000_000_000_000n];
const BATCH = 100;
const ZERO_BYTE_TOKENS = 1;
const BYTE_TOKENS = 4;
const FLOOR_GAS_A_TOKEN = 10;
const BASE_GAS = 21_000;
const TOLERANCE = 0.01;
// Lots walk the tree of bonds as chance has it.
const BY_CHANCE = /^(draw|summon) /;
const TOLERANCE_OF_CHANCE = 0.1;

const json = (value) => JSON.stringify(value, null, 2) + "\n";
const file = new URL("../gas.json", import.meta.url);

async function measure(url) {
  const rpc = new JsonRpcProvider(url, 31337, { staticNetwork: true, batchMaxCount: 1, cacheTimeout: -1 });
  rpc.pollingInterval = 5;
  const wallet = (index) => HDNodeWallet.fromPhrase(MNEMONIC, "", `m/44'/60'/0'/0/${index}`);
  const signer = (index) => new NonceManager(wallet(index).connect(rpc));
  const [deployer, provider, payer, relayer, auditor] = [0, 1, 2, 3, 4].map(signer);
  const [providerKey, payerKey] = [wallet(1), wallet(2)];
  const contracts = await deploy(deployer);
  const { token, registry, market, audits, auditors, rewards, services, penalty, anchor, usd } = contracts;
  const domain = { name: "Souk", version: "1", chainId: 31337, verifyingContract: market.target };
  const sign = (key, type, message) => key.signTypedData(domain, typesOf(type), message);
  const done = async (sent) => (await sent).wait();
  const table = {};
  const record = async (name, sent) => {
    const response = await sent;
    const receipt = await response.wait();
    table[name] = { gas: Number(receipt.gasUsed), floor: floorOf(response.data), calldata: (response.data.length - 2) / 2 };
  };
  const later = async (seconds) => {
    await rpc.send("evm_increaseTime", [seconds]);
    await rpc.send("evm_mine", []);
  };

  for (const account of [provider, auditor]) {
    await done(token.connect(deployer).transfer(await account.getAddress(), 10_000n * 10n ** 18n));
  }
  await done(token.connect(provider).approve(registry.target, 2n ** 256n - 1n));
  await done(token.connect(auditor).approve(audits.target, 2n ** 256n - 1n));
  await record("register", registry.connect(provider).register(id("node"), "https://127.0.0.1:7001", "eu-west"));
  await record("addStake", registry.connect(provider).addStake(5000n * 10n ** 18n));
  await done(usd.connect(payer).mint(payerKey.address, 1_000_000n * 10n ** 6n));
  await done(usd.connect(payer).mint(payerKey.address, 1_000_000n * 10n ** 6n));
  await done(usd.connect(payer).approve(market.target, 2n ** 256n - 1n));

  let now = (await rpc.getBlock("latest")).timestamp;
  const offer = {
    provider: providerKey.address,
    resourceClass: 1,
    profile: id("profile"),
    asset: usd.target,
    unitPrices: PRICES,
    capacity: QUANTITY * 10_000n,
    minDuration: 60,
    maxDuration: 31_536_000,
    noticeWindow: 60,
    slo: id("slo"),
    validFrom: now - 60,
    validUntil: now + 86_400,
    nonce: 7,
    salt: id("offer"),
  };
  const offers = { first: offer };
  // Each alone in its word of nonces, which costs most, save where neighbours are meant.
  let words = 1000;
  let count = 0;
  const terms = async (chosen = offers.first, { freshWord = true, slo = id("slo") } = {}) => {
    const order = {
      consumer: payerKey.address,
      payer: payerKey.address,
      resourceClass: 1,
      spec: id("spec"),
      asset: usd.target,
      priceCeilings: PRICES.map((price) => price * 2n),
      quantity: QUANTITY,
      duration: 2_592_000,
      deposit: DEPOSIT,
      constraints: id("constraints"),
      slo,
      fallbacks: id("fallbacks"),
      priorityFee: 1n,
      priceIndex: ZeroHash,
      maxDeviation: 0,
      validUntil: now + 86_400,
      nonce: freshWord ? (++words) * 256 : words * 256 + ++count,
      salt: id("order"),
    };
    const { TypedDataEncoder } = await import("ethers");
    const quote = {
      offer: TypedDataEncoder.hashStruct("Offer", typesOf("Offer"), chosen),
      order: TypedDataEncoder.hashStruct("Order", typesOf("Order"), order),
      unitPrices: PRICES,
      reservedUntil: now + 80_000,
    };
    const lease = TypedDataEncoder.hash(domain, typesOf("Quote"), quote);
    const args = [chosen, order, await sign(payerKey, "Order", order), quote, await sign(providerKey, "Quote", quote)];
    return { lease, quote, order, args };
  };
  const open = async () => {
    const { lease, quote, order, args } = await terms();
    await done(market.connect(relayer).openLease(...args));
    return { lease, quote, order };
  };
  const active = async () => {
    const { lease } = await open();
    await done(market.connect(provider).activate(lease, id("workload")));
    return lease;
  };
  const voucher = async (lease, cumulative) => {
    const message = { lease, cumulative, sequence: 1, usage: id(`usage ${cumulative}`) };
    return [message, await sign(payerKey, "Voucher", message)];
  };
  const consent = async (lease, cumulative) => {
    const message = { lease, cumulative, reason: 1 };
    return [message, await sign(payerKey, "CloseConsent", message)];
  };

  // Opening
  const first = await terms();
  await record("openLease, first under its offer, into an empty escrow", market.connect(relayer).openLease(...first.args));
  const second = await terms();
  await record("openLease, escrow by transferFrom", market.connect(relayer).openLease(...second.args));
  await record("deposit", market.connect(payer).deposit(usd.target, 1_000_000_000n));
  await record("deposit, existing balance", market.connect(payer).deposit(usd.target, 1_000_000_000n));
  const third = await terms();
  await record("openLease, escrow from balance", market.connect(relayer).openLease(...third.args));
  const fresh = await terms({ ...offer, salt: id("second offer") });
  await record("openLease, first under its offer, escrow from balance", market.connect(relayer).openLease(...fresh.args));
  const many = await Promise.all(Array.from({ length: 10 }, () => terms(offer, { freshWord: false })));
  const calls = many.map(({ args }) => market.interface.encodeFunctionData("openLease", args));
  await record("multicall of 10 openLease, escrow from balance", market.connect(relayer).multicall(calls));
  await record("activate", market.connect(provider).activate(first.lease, id("workload")));

  // Paying
  await record("settle, first of provider", market.connect(provider).settle(...(await voucher(first.lease, 10n))));
  await record("settle", market.connect(provider).settle(...(await voucher(first.lease, 20n))));
  const leases = [];
  for (let i = 0; i < BATCH; i++) leases.push(await active());
  for (const [size, cumulative] of [[1, 10n], [10, 20n], [BATCH, 30n], [BATCH, 40n]]) {
    const pairs = await Promise.all(leases.slice(0, size).map((lease) => voucher(lease, cumulative)));
    const sent = market.connect(provider).settleBatch(pairs.map(([message]) => message), pairs.map(([, signed]) => signed));
    const name = `settleBatch of ${size}${cumulative === 40n ? ", again" : ""}`;
    await record(name, sent);
    table[name].perVoucher = Math.round(table[name].gas / size);
  }
  for (const [size, cumulative] of [[10, 50n], [BATCH, 60n]]) {
    const pairs = await Promise.all(leases.slice(0, size).map((lease) => voucher(lease, cumulative)));
    const name = `settlePacked of ${size}`;
    await record(name, market.connect(provider).settlePacked(packed(pairs)));
    table[name].perVoucher = Math.round(table[name].gas / size);
  }
  await record("withdraw", market.connect(provider).withdraw(usd.target, 100n));

  // Ending
  await record("closeCooperative", market.connect(provider).closeCooperative(...(await consent(leases[0], 5_000_000n))));
  const [unpaid] = [await active()];
  await record("closeCooperative, nothing left to pay", market.connect(provider).closeCooperative(...(await consent(unpaid, 0n))));
  await record("requestClose", market.connect(payer).requestClose(leases[1], 2, ZeroHash));
  const late = await open();
  await later(200);
  await record("finalizeClose after notice", market.connect(relayer).finalizeClose(leases[1]));
  await record("timeOutStart", market.connect(relayer).timeOutStart(late.order, late.quote));
  await market.connect(provider).settle(...(await voucher(leases[2], DEPOSIT - 1n))).then((sent) => sent.wait());
  await record("pause", market.connect(provider).pause(leases[2]));
  await record("topUp", market.connect(payer).topUp(leases[2], DEPOSIT));

  // Auditors
  const bonded = [5, 6, 7, 8].map(signer);
  for (const [i, member] of bonded.entries()) {
    await done(token.connect(deployer).transfer(await member.getAddress(), 10_000n * 10n ** 18n));
    await done(token.connect(member).approve(auditors.target, 2n ** 256n - 1n));
    const name = `register an auditor, number ${i + 1}`;
    await record(name, auditors.connect(member).register(id("node"), "https://127.0.0.1:7001", 500n * 10n ** 18n));
  }
  await record("add to an auditor's bond", auditors.connect(bonded[0]).addBond(10n ** 18n));
  await record("deregister an auditor", auditors.connect(bonded[3]).deregister());

  // Service levels: an epoch of one lease
  const clock = async () => (await rpc.getBlock("latest")).timestamp;
  const nextMultiple = async (seconds) => later(seconds - ((await clock()) % seconds) + 1);
  const promised = [id("openslo"), penalty.target, [[0, 999_000n], [1, 50_000n]]];
  const slo = keccak256(
    AbiCoder.defaultAbiCoder().encode(["tuple(bytes32,address,tuple(uint8,uint64)[])"], [promised]),
  );
  const levels = await terms(offer, { slo });
  await done(market.connect(relayer).openLease(...levels.args));
  await done(market.connect(provider).activate(levels.lease, id("workload")));
  await record("enroll a lease for service levels", services.connect(relayer).enroll(levels.lease, levels.quote, levels.args[1]));
  await nextMultiple(60);
  await record("open an epoch", services.connect(relayer).openEpoch());
  await record("summon a committee of 3", services.connect(relayer).summon(levels.lease));
  const round = await auditors.round();
  const members = [...(await services.committeeOf(levels.lease, round))];
  const seats = await Promise.all(bonded.map(async (member) => [member, members.indexOf(await member.getAddress())]));
  const committee = seats.filter(([, seat]) => seat >= 0);
  const unmeasured = 2n ** 64n - 1n;
  const reading = [999_000n, 40_000n, unmeasured, 2n ** 32n - 1n, unmeasured];
  await nextMultiple(60);
  for (const [member, seat] of committee) {
    const hash = await services.commitmentOf(levels.lease, round, members[seat], reading, id("salt"));
    await record("commit to a measurement", services.connect(member).commit(levels.lease, round, seat, hash));
  }
  await later(31);
  for (const [member, seat] of committee) {
    await record("reveal a measurement", services.connect(member).reveal(levels.lease, round, seat, reading, id("salt")));
  }
  await later(31);
  await record("conclude an epoch, committee of 3", services.connect(relayer).conclude(levels.lease, round));
  await record("claim a penalty, all objectives met", services.connect(relayer).claim(levels.lease, round, promised));

  // Rewards
  await done(token.connect(deployer).transfer(rewards.target, 1_000n * 10n ** 18n));
  const earned = 10n ** 18n;
  await nextMultiple(600);
  const past = (await rewards.currentEpoch()) - 1n;
  const root = await rewards.leafOf(past, providerKey.address, earned);
  await record("attest rewards", rewards.connect(bonded[0]).attest(past, root, earned));
  await record("attest rewards, granting them", rewards.connect(bonded[1]).attest(past, root, earned));
  await record("claim a reward", rewards.connect(relayer).claim(past, providerKey.address, earned, []));

  // Records and audits
  await record("anchor", anchor.connect(relayer).anchor(id("records"), 1, 100));
  const shard = shardOf(16n);
  now = (await rpc.getBlock("latest")).timestamp;
  const epoch = Math.floor(now / 60) - 1;
  const lease = leases[3];
  const inventory = { lease, epoch, root: shard.inventoryRoot, size: shard.size, revision: 1 };
  await record("pinSeed", audits.connect(auditor).pinSeed(epoch));
  const signed = await sign(providerKey, "InventoryRoot", inventory);
  const challenge = await audits.connect(auditor).openChallenge.staticCall(inventory, signed, 0, id("evidence"));
  await record("openChallenge", audits.connect(auditor).openChallenge(inventory, signed, 0, id("evidence")));
  const { position } = await audits.challengeOf(challenge);
  await record("answer, 16 GiB shard of equal cells", audits.connect(provider).answer(challenge, shard.answer(position)));
  const missed = await audits.connect(auditor).openChallenge.staticCall(inventory, signed, 1, id("evidence"));
  await done(audits.connect(auditor).openChallenge(inventory, signed, 1, id("evidence")));
  await later(120);
  await record("resolve with slash", audits.connect(auditor).resolve(missed));
  await measureDispute({ rpc, contracts, deployer, payer, provider, lease: leases[4], record, later });
  for (const [name, contract] of Object.entries(contracts)) {
    const receipt = await rpc.getTransactionReceipt(contract.deploymentTransaction().hash);
    table[`deploy ${name}`] = { gas: Number(receipt.gasUsed) };
  }
  rpc.destroy();
  return table;
}

/** A shard of 2^24 equal cells: its tree has one hash a level, so its paths need no storage. */
function shardOf(gib) {
  const levels = 20 + Math.log2(Number(gib));
  const leaf = "0x" + "5a".repeat(1024);
  const hashes = [sha256("0x00" + leaf.slice(2))];
  for (let i = 0; i < levels; i++) hashes.push(sha256("0x01" + hashes[i].slice(2).repeat(2)));
  const size = gib << 30n;
  const number = zeroPadValue("0x" + size.toString(16).padStart(16, "0"), 8).slice(2);
  const inventoryRoot = sha256("0x00" + hashes[levels].slice(2) + number + "00".repeat(8));
  const answer = () => ({
    leaf,
    cellPath: hashes.slice(0, levels),
    shardRoot: hashes[levels],
    shardSize: size,
    shardExpiry: 0,
    shardPath: [],
  });
  return { size, inventoryRoot, answer };
}

/** Vouchers and their signatures as settlePacked reads them. */
function packed(pairs) {
  const one = ([{ lease, cumulative, sequence, usage }, signature]) => {
    const { r, yParityAndS } = Signature.from(signature);
    return solidityPacked(
      ["bytes32", "uint96", "uint64", "bytes32", "bytes32", "bytes32"],
      [lease, cumulative, sequence, usage, r, yParityAndS],
    );
  };
  return concat(pairs.map(one));
}

/** EIP-7623: a transaction costs at least this. */
function floorOf(data) {
  const bytes = Buffer.from(data.slice(2), "hex");
  const tokens = bytes.reduce((sum, byte) => sum + (byte === 0 ? ZERO_BYTE_TOKENS : BYTE_TOKENS), 0);
  return BASE_GAS + FLOOR_GAS_A_TOKEN * tokens;
}

function differences(before, after) {
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...names].flatMap((name) => {
    const [old, fresh] = [before[name]?.gas, after[name]?.gas];
    if (old && fresh && Math.abs(fresh - old) <= old * (BY_CHANCE.test(name) ? TOLERANCE_OF_CHANCE : TOLERANCE)) return [];
    return [`${name}: ${old ?? "missing"} -> ${fresh ?? "missing"}`];
  });
}

const table = await withAnvil(measure);
if (process.argv.includes("--write")) writeFileSync(file, json(table));
if (process.argv.includes("--check")) {
  const changed = differences(JSON.parse(readFileSync(file, "utf8")), table);
  for (const line of changed) console.error(`gas changed: ${line} (npm run snapshot)`);
  process.exitCode = changed.length > 0 ? 1 : 0;
} else {
  console.log(json(table));
}
