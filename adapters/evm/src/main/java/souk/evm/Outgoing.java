package souk.evm;

import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import souk.core.json.JsonObject;
import souk.core.value.Digest;
import souk.ledger.OutboxTransaction;

/// One transaction on its way: every signed form it ever had (replacements by a higher fee share the nonce) and, once
/// in a block, its receipt. Written by the thread that follows the chain, read by those who wait.
final class Outgoing {
    /// What it takes to sign it again with a higher fee; absent for one that another process signed.
    record Draft(TransactionSigner signer, CallRequest request, long gas) {}

    record Inclusion(Digest transaction, long block, Digest blockHash, boolean success, JsonObject receipt) {
        static Inclusion from(JsonObject receipt) {
            return new Inclusion(
                    new Digest(receipt.text("transactionHash")),
                    Quantity.number(receipt.text("blockNumber")),
                    new Digest(receipt.text("blockHash")),
                    receipt.text("status").equals("0x1"),
                    receipt);
        }
    }

    /// After so many replacements the fee is high enough, or something else is wrong.
    static final int MAX_REPLACEMENTS = 5;

    private final Optional<Draft> draft;
    private final List<OutboxTransaction> forms = new CopyOnWriteArrayList<>();
    private volatile Eip1559Transaction.@Nullable Fees fees;
    private volatile @Nullable Inclusion inclusion;
    private volatile Instant touched;
    private int misses;

    Outgoing(OutboxTransaction first, Optional<Draft> draft, Eip1559Transaction.@Nullable Fees fees, Instant now) {
        this.forms.add(first);
        this.draft = draft;
        this.fees = fees;
        this.touched = now;
    }

    long nonce() {
        return newest().nonce();
    }

    OutboxTransaction newest() {
        return forms.getLast();
    }

    List<Digest> hashes() {
        return forms.stream().map(OutboxTransaction::hash).toList();
    }

    Optional<Inclusion> inclusion() {
        return Optional.ofNullable(inclusion);
    }

    void include(Inclusion value) {
        inclusion = value;
        misses = 0;
    }

    /// The chain may have forgotten the block it was in.
    void doubt() {
        inclusion = null;
    }

    boolean includedDeeperThan(long head, long blocks) {
        var known = inclusion;
        return known != null && head - known.block() >= blocks;
    }

    /// Counts a look at the chain in which another transaction held the nonce.
    int missed() {
        return ++misses;
    }

    Optional<Draft> draft() {
        return draft;
    }

    boolean stuckSince(Instant now, Duration patience) {
        return fees != null
                && forms.size() <= MAX_REPLACEMENTS
                && touched.plus(patience).isBefore(now);
    }

    /// A quarter more, which is above the eighth that nodes ask of a replacement.
    Optional<Eip1559Transaction.Fees> raisedFees(BigInteger limit) {
        var known = fees;
        if (known == null) {
            return Optional.empty();
        }
        var raised = new Eip1559Transaction.Fees(quarterMore(known.tip()), quarterMore(known.maxFee()));
        return raised.maxFee().compareTo(limit) > 0 ? Optional.empty() : Optional.of(raised);
    }

    void replace(OutboxTransaction form, Eip1559Transaction.Fees with, Instant now) {
        forms.add(form);
        fees = with;
        touched = now;
    }

    private static BigInteger quarterMore(BigInteger value) {
        return value.add(value.shiftRight(2)).add(BigInteger.ONE);
    }
}
