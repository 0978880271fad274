// Writes test/vectors/eip712.json: fixed messages with the hashes and signatures that ethers computes.
// Amounts are decimal strings and counters are numbers, as in Souk's canonical JSON.
import { writeFileSync } from "node:fs";
import { TypedDataEncoder, Wallet, id } from "ethers";
import { domain, typesOf } from "./messages.mjs";

// A well-known development key; never fund it.
const privateKey = "0x59c6995e998f97a5a0044966f0945389dc9e86dae88c7a8412f4603b6b78690d";
const wallet = new Wallet(privateKey);
const provider = wallet.address.toLowerCase();
const payer = "0x3c44cdddb6a900fa2b585dd299e03d12fa4293bc";
const asset = "0xe7f1725e7734ce288f8367e1bb143e90bb3f0512";
const zero = "0x" + "00".repeat(32);

const offer = {
  provider,
  resourceClass: 1,
  profile: id("profile"),
  asset,
  unitPrices: ["1929012345678", "0", "90000000000000000", "400000000000", "5000000000000000"],
  capacity: "1099511627776",
  minDuration: 3600,
  maxDuration: 31536000,
  noticeWindow: 86400,
  slo: id("slo"),
  validFrom: 1790000000,
  validUntil: 1800000000,
  nonce: 7,
  salt: id("offer salt"),
};
const order = {
  consumer: "0x90f79bf6eb2c4f870365e785982e1f101e93b906",
  payer,
  resourceClass: 1,
  spec: zero,
  asset,
  priceCeilings: ["2000000000000", "0", "100000000000000000", "400000000000", "340282366920938463463374607431768211455"],
  quantity: "68719476736",
  duration: 2592000,
  deposit: "25000000",
  constraints: id("constraints"),
  slo: id("slo"),
  fallbacks: id("fallbacks"),
  priorityFee: "1500",
  priceIndex: id("price index"),
  maxDeviation: 2500,
  validUntil: 1795000000,
  nonce: 9007199254740991,
  salt: id("order salt"),
};
const quote = {
  offer: TypedDataEncoder.hashStruct("Offer", typesOf("Offer"), offer),
  order: TypedDataEncoder.hashStruct("Order", typesOf("Order"), order),
  unitPrices: ["1900000000000", "0", "90000000000000000", "400000000000", "5000000000000000"],
  reservedUntil: 1790000600,
};
const lease = TypedDataEncoder.hash(domain, typesOf("Quote"), quote);
const messages = {
  Offer: offer,
  Order: order,
  Quote: quote,
  Voucher: { lease, cumulative: "12345678", sequence: 42, usage: id("usage") },
  Receipt: {
    lease,
    from: 1790000000,
    to: 1790000060,
    readings: ["4123168604160", "1048576", "0", "12", "5"],
    previous: zero,
  },
  InventoryRoot: { lease, epoch: 29833333, root: id("root"), size: 68719476736, revision: 3 },
  CloseConsent: { lease, cumulative: "340282366920938463463374607431768211455", reason: 1 },
};

const vectors = Object.entries(messages).map(([type, message]) => ({
  type,
  encodeType: TypedDataEncoder.from(typesOf(type)).encodeType(type),
  message,
  structHash: TypedDataEncoder.hashStruct(type, typesOf(type), message),
  digest: TypedDataEncoder.hash(domain, typesOf(type), message),
  signature: wallet.signTypedData(domain, typesOf(type), message),
}));
for (const vector of vectors) vector.signature = await vector.signature;

const file = {
  domain: { ...domain, verifyingContract: domain.verifyingContract.toLowerCase() },
  domainSeparator: TypedDataEncoder.hashDomain(domain),
  signer: { privateKey, address: provider },
  vectors,
};
writeFileSync(new URL("../test/vectors/eip712.json", import.meta.url), JSON.stringify(file, null, 2) + "\n");
