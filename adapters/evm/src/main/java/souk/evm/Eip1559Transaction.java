package souk.evm;

import com.esaulpaugh.headlong.rlp.RLPEncoder;
import com.esaulpaugh.headlong.util.Integers;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import souk.core.hash.Keccak256;
import souk.core.value.Digest;

/// A transaction of type 2 (EIP-1559).
///
/// @param tip most wei a gas for who makes the block
/// @param maxFee most wei a gas in all
/// @param gas limit
record Eip1559Transaction(long chainId, long nonce, Fees fees, long gas, CallRequest request) {
    private static final byte TYPE = 2;
    private static final int V_OFFSET = 27;

    record Fees(BigInteger tip, BigInteger maxFee) {}

    /// The bytes that go over the wire.
    byte[] signed(TransactionSigner signer) {
        var signature =
                signer.sign(Digest.of(Keccak256.hash(encoded(members())))).bytes();
        var all = members();
        all.add(Integers.toBytes(signature[64] - V_OFFSET));
        all.add(unsigned(new BigInteger(1, signature, 0, 32)));
        all.add(unsigned(new BigInteger(1, signature, 32, 32)));
        return encoded(all);
    }

    private List<Object> members() {
        return new ArrayList<>(List.of(
                Integers.toBytes(chainId),
                Integers.toBytes(nonce),
                unsigned(fees.tip()),
                unsigned(fees.maxFee()),
                Integers.toBytes(gas),
                request.to().map(souk.core.value.Address::bytes).orElseGet(() -> new byte[0]),
                unsigned(request.value()),
                request.data(),
                List.of()));
    }

    private static byte[] encoded(List<Object> members) {
        var list = RLPEncoder.list(members);
        return ByteBuffer.allocate(1 + list.length).put(TYPE).put(list).array();
    }

    private static byte[] unsigned(BigInteger value) {
        return value.signum() == 0 ? new byte[0] : Integers.toBytesUnsigned(value);
    }
}
