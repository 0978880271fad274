package souk.evm;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import souk.core.market.Signed;
import souk.core.market.Voucher;
import souk.core.value.LeaseId;
import souk.ledger.LedgerEvent;

/// Vouchers in the form that costs least: as the market's `settlePacked` takes them, and as its event tells of them.
final class PackedVouchers {
    /// lease (32), cumulative (12), sequence (8), usage (32), signature (64).
    private static final int BYTES = 148;

    private static final int AMOUNT_BYTES = 12;
    private static final int WORD = 32;
    /// An event's word: cumulative, what was paid now, sequence.
    private static final int PAID_AT = 12;

    private static final int SEQUENCE_AT = 24;

    private PackedVouchers() {}

    static byte[] of(List<Signed<Voucher>> vouchers) {
        var packed = ByteBuffer.allocate(vouchers.size() * BYTES);
        for (var signed : vouchers) {
            var voucher = signed.message();
            packed.put(voucher.lease().bytes())
                    .put(amount(voucher.cumulative()))
                    .putLong(voucher.sequence())
                    .put(voucher.usage().bytes())
                    .put(compact(signed.signature().bytes()));
        }
        return packed.array();
    }

    /// @param words two a voucher that was paid: the lease, and three numbers
    static List<LedgerEvent> events(List<byte[]> words) {
        var events = new ArrayList<LedgerEvent>(words.size() / 2);
        for (int i = 0; i + 1 < words.size(); i += 2) {
            var numbers = words.get(i + 1);
            events.add(new LedgerEvent.VoucherSettled(
                    LeaseId.of(words.get(i)),
                    new BigInteger(1, numbers, 0, AMOUNT_BYTES),
                    new BigInteger(1, numbers, PAID_AT, AMOUNT_BYTES),
                    ByteBuffer.wrap(numbers).getLong(SEQUENCE_AT)));
        }
        return List.copyOf(events);
    }

    /// EIP-2098: s is low, so its highest bit can say which of the two points r means.
    private static byte[] compact(byte[] signature) {
        var compact = Arrays.copyOf(signature, 2 * WORD);
        if (signature[2 * WORD] == 28) {
            compact[WORD] |= (byte) 0x80;
        }
        return compact;
    }

    /// A voucher above the deposit is passed over by the market, so one that no deposit can reach is as good as the
    /// largest number.
    private static byte[] amount(BigInteger cumulative) {
        var capped = cumulative.min(BigInteger.TWO.pow(AMOUNT_BYTES * Byte.SIZE).subtract(BigInteger.ONE));
        var bytes = new byte[AMOUNT_BYTES];
        var plain = capped.toByteArray();
        int length = Math.min(plain.length, AMOUNT_BYTES);
        System.arraycopy(plain, plain.length - length, bytes, AMOUNT_BYTES - length, length);
        return bytes;
    }
}
