package souk.economy;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import souk.core.hash.Keccak256;
import souk.core.market.ResourceClass;
import souk.core.value.Address;
import souk.core.value.Digest;
import souk.core.value.Region;
import souk.core.value.Uint;

/// What a base price is the price of.
public record PriceKey(ResourceClass resourceClass, Address asset, Region region) {
    /// Where the text starts in the ABI's encoding: after three words.
    private static final int HEAD = 3 * Digest.BYTES;

    /// The name on the ledger: the Keccak hash of the ABI's encoding of the three. A region is at most 32
    /// letters, so its text takes one word.
    public Digest digest() {
        var text = region.code().getBytes(StandardCharsets.US_ASCII);
        var encoded = new ByteArrayOutputStream();
        encoded.writeBytes(word(resourceClass.number()));
        encoded.writeBytes(Uint.word(new BigInteger(1, asset.bytes())));
        encoded.writeBytes(word(HEAD));
        encoded.writeBytes(word(text.length));
        encoded.writeBytes(Arrays.copyOf(text, Digest.BYTES));
        return Digest.of(Keccak256.hash(encoded.toByteArray()));
    }

    private static byte[] word(int value) {
        return Uint.word(BigInteger.valueOf(value));
    }
}
