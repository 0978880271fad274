package souk.core.eip712;

import souk.core.hash.Keccak256;
import souk.core.value.Digest;

/// EIP-712: what a wallet signs for a message in the domain of one market.
public final class TypedData {
    private TypedData() {}

    /// The domain `Souk`, version `1`.
    ///
    /// @param chainId EIP-155 chain id
    /// @param market the market contract, which verifies
    public record Domain(long chainId, souk.core.value.Address market) {
        private static final String TYPE =
                "EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)";

        /// The domain separator.
        public Digest separator() {
            return new StructHash(TYPE)
                    .text("Souk")
                    .text("1")
                    .uint(chainId)
                    .address(market)
                    .hash();
        }
    }

    /// A message with a struct hash of its own.
    public interface Message {
        /// `hashStruct(message)` of EIP-712.
        Digest structHash();
    }

    /// The 32 bytes that are signed.
    public static Digest digest(Domain domain, Message message) {
        return Digest.of(Keccak256.hash(
                new byte[] {0x19, 0x01},
                domain.separator().bytes(),
                message.structHash().bytes()));
    }
}
