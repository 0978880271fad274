package souk.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import souk.core.eip712.TypedData;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;
import souk.core.hash.Keccak256;
import souk.core.market.Voucher;
import souk.core.value.Address;
import souk.core.value.Digest;
import souk.core.value.LeaseId;
import souk.core.value.Signature;

class AccountKeyTest {
    private static final HexFormat HEX = HexFormat.of();
    private static final BigInteger ORDER =
            new BigInteger("fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141", 16);
    private static final Digest MAIL = new Digest("0xbe609aee343fb3c4b28e1df9e632fca64fcfaede20f02e86244efddf30957bd2");

    @Test
    void derivesTheAddressOfAKnownKey() {
        var key = AccountKey.of(HEX.parseHex("ac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80"));

        assertThat(key.address()).isEqualTo(new Address("0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266"));
    }

    @Test
    void signsTheMailOfEip712() {
        assertThat(cow().sign(MAIL).hex())
                .isEqualTo("0x4355c47d63924e8a72e509b65029052eb6c299d53a04e167c5775fd466751c9d"
                        + "07299936d304c153f6443dfa05f40ff007d72911b6f72307f996231605b91562"
                        + "1c");
        assertThat(AccountKey.recover(MAIL, cow().sign(MAIL)))
                .isEqualTo(new Address("0xcd2a3d9f938e13cd947ec05abc7fe734df8dd826"));
    }

    @Test
    void recoversTheSignerOfManyDigests() {
        var key = AccountKey.generate(new SecureRandom());

        for (int i = 0; i < 64; i++) {
            var digest = Digest.of(Keccak256.hash(new byte[] {(byte) i}));
            assertThat(AccountKey.recover(digest, key.sign(digest))).isEqualTo(key.address());
        }
    }

    @Test
    void bindsASignatureToItsDomain() {
        var key = cow();
        var here = new TypedData.Domain(31337, address(1));
        var voucher = new Voucher(new LeaseId(Digest.ZERO.hex()), BigInteger.TEN, 1, Digest.ZERO);
        var signature = key.sign(here, voucher);

        assertThat(AccountKey.verify(here, voucher, signature, key.address())).isTrue();
        assertThat(AccountKey.verify(here, voucher, signature, address(2))).isFalse();
        assertThat(AccountKey.verify(new TypedData.Domain(1, address(1)), voucher, signature, key.address()))
                .isFalse();
        assertThat(AccountKey.verify(new TypedData.Domain(31337, address(2)), voucher, signature, key.address()))
                .isFalse();
    }

    @Test
    void refusesTheTwinWithHighS() {
        var bytes = cow().sign(MAIL).bytes();
        var high = ORDER.subtract(new BigInteger(1, bytes, 32, 32)).toByteArray();
        System.arraycopy(high, high.length - 32, bytes, 32, 32);
        bytes[64] = (byte) (55 - bytes[64]);

        assertRefused(Signature.of(bytes));
    }

    @Test
    void refusesAnUnknownRecoveryByte() {
        var bytes = cow().sign(MAIL).bytes();
        for (int v : new int[] {0, 1, 26, 29, 255}) {
            bytes[64] = (byte) v;

            assertRefused(Signature.of(bytes));
        }
    }

    @Test
    void refusesASignatureThatNoKeyFits() {
        var zeros = new byte[65];
        zeros[64] = 27;
        assertRefused(Signature.of(zeros));

        var beyond = new byte[65];
        java.util.Arrays.fill(beyond, 0, 32, (byte) 0xff);
        beyond[63] = 1;
        beyond[64] = 28;
        assertRefused(Signature.of(beyond));
    }

    @Test
    void refusesSecretsOutsideTheGroup() {
        assertThatThrownBy(() -> AccountKey.of(new byte[32])).isInstanceOf(SoukException.class);
        assertThatThrownBy(() -> AccountKey.of(new byte[31])).isInstanceOf(SoukException.class);
        assertThatThrownBy(() -> AccountKey.of(HEX.parseHex(ORDER.toString(16))))
                .isInstanceOf(SoukException.class);
    }

    @Test
    void keepsTheSecretOutOfItsText() {
        assertThat(cow().toString()).contains("0xcd2a").doesNotContain(HEX.formatHex(cow().secret()));
    }

    private static void assertRefused(Signature signature) {
        assertThatThrownBy(() -> AccountKey.recover(MAIL, signature))
                .isInstanceOfSatisfying(
                        SoukException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.BAD_SIGNATURE));
    }

    private static AccountKey cow() {
        return AccountKey.of(Keccak256.hash("cow".getBytes(StandardCharsets.UTF_8)));
    }

    private static Address address(int last) {
        return Address.of(new BigInteger("10000000000000000000000000000000000000" + "00", 16)
                .add(BigInteger.valueOf(last))
                .toByteArray());
    }
}
