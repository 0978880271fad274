import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { TypedDataEncoder, Wallet, verifyTypedData } from "ethers";
import { types, typesOf } from "../scripts/messages.mjs";

const file = JSON.parse(readFileSync(new URL("./vectors/eip712.json", import.meta.url), "utf8"));

test("covers the seven messages", () => {
  assert.deepEqual(file.vectors.map((vector) => vector.type), Object.keys(types));
  assert.equal(TypedDataEncoder.hashDomain(file.domain), file.domainSeparator);
});

for (const { type, encodeType, message, structHash, digest, signature } of file.vectors) {
  test(`hashes and signs ${type}`, async () => {
    assert.equal(TypedDataEncoder.from(typesOf(type)).encodeType(type), encodeType);
    assert.equal(TypedDataEncoder.hashStruct(type, typesOf(type), message), structHash);
    assert.equal(TypedDataEncoder.hash(file.domain, typesOf(type), message), digest);
    assert.equal(await new Wallet(file.signer.privateKey).signTypedData(file.domain, typesOf(type), message), signature);
    assert.equal(verifyTypedData(file.domain, typesOf(type), message, signature).toLowerCase(), file.signer.address);
  });
}
