package souk.gateway.service;

import java.math.BigInteger;
import java.util.Collection;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import souk.core.value.Digest;

/// What the ledger knows of one lease's service levels. For one thread at a time.
final class LeaseRecord {
    private final Digest slo;
    private final NavigableMap<Long, EpochRecord> epochs = new TreeMap<>();
    private BigInteger claimed = BigInteger.ZERO;
    private BigInteger collected = BigInteger.ZERO;
    private BigInteger owed = BigInteger.ZERO;

    LeaseRecord(Digest slo) {
        this.slo = slo;
    }

    /// What is known at a moment.
    ///
    /// @param claimed all penalties
    /// @param collected what of them was taken from the provider
    /// @param owed what it still owes
    /// @param epochs the newest, oldest first
    record View(Digest slo, BigInteger claimed, BigInteger collected, BigInteger owed, Collection<EpochRecord> epochs) {
        Optional<EpochRecord> epoch(long number) {
            return epochs.stream().filter(it -> it.epoch() == number).findFirst();
        }
    }

    View view() {
        return new View(slo, claimed, collected, owed, java.util.List.copyOf(epochs.values()));
    }

    void change(long epoch, UnaryOperator<EpochRecord> change) {
        epochs.compute(epoch, (_, was) -> change.apply(was == null ? EpochRecord.fresh(epoch) : was));
        while (epochs.size() > SloBook.EPOCHS) {
            epochs.pollFirstEntry();
        }
    }

    void claimed(BigInteger amount) {
        claimed = claimed.add(amount);
        owed = owed.add(amount);
    }

    void collected(BigInteger granted, BigInteger left) {
        collected = collected.add(granted);
        owed = left;
    }
}
