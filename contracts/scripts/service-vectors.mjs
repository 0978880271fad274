// Writes test/vectors/service.json: service terms, a commitment and a co-signed reading, hashed by ethers.
import { writeFileSync } from "node:fs";
import { AbiCoder, TypedDataEncoder, id, keccak256 } from "ethers";
import { domain } from "./messages.mjs";

const abi = AbiCoder.defaultAbiCoder();
const reading = {
  availability: 999_500,
  latency: 41_000,
  throughput: 18446744073709551615n,
  durability: 1_000_000,
  startTime: 2_500_000,
};
const terms = {
  document: id("openslo"),
  schedule: "0x9fe46736679d2d9a65f0992f2272de9f3c7fa6e0",
  objectives: [
    { indicator: 0, target: 999_000 },
    { indicator: 1, target: 50_000 },
    { indicator: 3, target: 1_000_000 },
  ],
};
const lease = id("lease");
const epoch = 29_833_333;
const member = "0x3c44cdddb6a900fa2b585dd299e03d12fa4293bc";
const salt = id("salt");
const type = {
  ServiceReading: [
    { name: "lease", type: "bytes32" },
    { name: "epoch", type: "uint64" },
    { name: "availability", type: "uint32" },
    { name: "latency", type: "uint64" },
    { name: "throughput", type: "uint64" },
    { name: "durability", type: "uint32" },
    { name: "startTime", type: "uint64" },
  ],
};
const values = Object.values(reading);
const file = {
  terms,
  slo: keccak256(
    abi.encode(
      ["tuple(bytes32,address,tuple(uint8,uint64)[])"],
      [[terms.document, terms.schedule, terms.objectives.map(({ indicator, target }) => [indicator, target])]],
    ),
  ),
  lease,
  epoch,
  member,
  salt,
  // The largest value of a type: not measured.
  reading: { ...reading, throughput: reading.throughput.toString() },
  commitment: keccak256(
    abi.encode(
      ["bytes32", "uint64", "address", "tuple(uint32,uint64,uint64,uint32,uint64)", "bytes32"],
      [lease, epoch, member, values, salt],
    ),
  ),
  structHash: TypedDataEncoder.hashStruct("ServiceReading", type, { lease, epoch, ...reading }),
  digest: TypedDataEncoder.hash(domain, type, { lease, epoch, ...reading }),
};
for (const name of ["../test/vectors/service.json", "../../core/src/test/resources/vectors/service.json"]) {
  writeFileSync(new URL(name, import.meta.url), JSON.stringify(file, null, 2) + "\n");
}
