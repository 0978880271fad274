package souk.evm;

import java.math.BigInteger;
import java.time.Instant;
import souk.core.json.JsonObject;
import souk.core.value.Digest;
import souk.ledger.BlockRef;

/// A block and what gas costs in it.
record Head(BlockRef block, BigInteger baseFee) {
    static Head from(JsonObject header) {
        return new Head(
                block(header),
                header.optionalText("baseFeePerGas").map(Quantity::parse).orElse(BigInteger.ONE));
    }

    static BlockRef block(JsonObject header) {
        return new BlockRef(
                Quantity.number(header.text("number")),
                new Digest(header.text("hash")),
                new Digest(header.text("parentHash")),
                Instant.ofEpochSecond(Quantity.number(header.text("timestamp"))));
    }

    long number() {
        return block.number();
    }

    /// Whether `next` can be on top of this without asking further.
    boolean isParentOf(Head next) {
        return next.block.parent().equals(block.hash());
    }
}
