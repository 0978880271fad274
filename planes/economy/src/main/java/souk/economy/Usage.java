package souk.economy;

import java.math.BigInteger;
import java.util.List;
import souk.core.hash.Sha256;
import souk.core.json.Json;
import souk.core.market.Receipt;
import souk.core.value.Digest;

/// Something to be paid for under a lease.
public sealed interface Usage {

    /// Metered use: a receipt that continues the lease's chain of receipts.
    record Metered(Receipt receipt) implements Usage {}

    /// One epoch of storage.
    ///
    /// @param epoch number of the epoch, growing
    /// @param readings in the meter order of the resource class; the bytes under the co-signed root, and
    ///     what else was
    ///     metered
    /// @param outcome only [EpochOutcome#PASSED] earns
    /// @param evidence names the audit's record, zero for none
    record Epoch(long epoch, List<BigInteger> readings, EpochOutcome outcome, Digest evidence) implements Usage {
        public Epoch {
            readings = List.copyOf(readings);
        }
    }

    /// How the audit of an epoch ended.
    enum EpochOutcome {
        /// Every challenge was answered.
        PASSED,
        /// A challenge was answered wrongly or not at all.
        FAILED,
        /// There was no audit, or no co-signed root.
        UNMEASURED
    }

    /// Names this usage in the chain that vouchers carry.
    default Digest digest() {
        return switch (this) {
            case Metered(Receipt receipt) -> receipt.structHash();
            case Epoch(long epoch, List<BigInteger> readings, EpochOutcome outcome, Digest evidence) ->
                Digest.of(Sha256.hash(Json.object()
                        .put("epoch", epoch)
                        .amounts("readings", readings)
                        .put("outcome", outcome.name())
                        .put("evidence", evidence.hex())
                        .build()
                        .canonical()));
        };
    }
}
