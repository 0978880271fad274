// The EIP-712 types of Souk's signed messages, for scripts and tests.
export const domain = {
  name: "Souk",
  version: "1",
  chainId: 31337,
  verifyingContract: "0x5FbDB2315678afecb367f032d93F642f64180aa3",
};

const fields = (text) =>
  text.split(",").map((field) => {
    const [type, name] = field.split(" ");
    return { name, type };
  });

export const types = {
  Offer: fields(
    "address provider,uint8 resourceClass,bytes32 profile,address asset,uint128[] unitPrices,uint128 capacity,uint32 minDuration,uint32 maxDuration,uint32 noticeWindow,bytes32 slo,uint64 validFrom,uint64 validUntil,uint64 nonce,bytes32 salt",
  ),
  Order: fields(
    "address consumer,address payer,uint8 resourceClass,bytes32 spec,address asset,uint128[] priceCeilings,uint128 quantity,uint32 duration,uint128 deposit,bytes32 constraints,bytes32 slo,bytes32 fallbacks,uint128 priorityFee,bytes32 priceIndex,uint16 maxDeviation,uint64 validUntil,uint64 nonce,bytes32 salt",
  ),
  Quote: fields("bytes32 offer,bytes32 order,uint128[] unitPrices,uint64 reservedUntil"),
  Voucher: fields("bytes32 lease,uint128 cumulative,uint64 sequence,bytes32 usage"),
  Receipt: fields("bytes32 lease,uint64 from,uint64 to,uint128[] readings,bytes32 previous"),
  InventoryRoot: fields("bytes32 lease,uint64 epoch,bytes32 root,uint128 size,uint64 revision"),
  CloseConsent: fields("bytes32 lease,uint128 cumulative,uint8 reason"),
};

export const typesOf = (name) => ({ [name]: types[name] });
