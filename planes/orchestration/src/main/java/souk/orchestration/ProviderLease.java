package souk.orchestration;

import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import souk.core.json.Json;
import souk.core.json.JsonObject;
import souk.core.value.LeaseId;

/// A lease as its provider sees it.
///
/// @param deposit all that was locked so far
/// @param paid what the ledger paid out so far
/// @param promised what the newest voucher promises; at least `paid`
/// @param heardAt when the payer last showed a voucher; at first, when serving began
/// @param keptUntil when paused or suspended, data is kept until then
/// @param endsAt the term's end, brought forward when a party gave notice
/// @param history oldest first
public record ProviderLease(
        LeaseTerms terms,
        LeaseState state,
        BigInteger deposit,
        BigInteger paid,
        BigInteger promised,
        Instant heardAt,
        Instant keptUntil,
        Instant endsAt,
        List<LeaseChange> history) {
    /// Longest history: a lease that pauses and resumes each interval would grow without end, so the oldest
    /// changes
    /// after the first are dropped.
    public static final int MAX_HISTORY = 256;

    public ProviderLease {
        history = List.copyOf(history);
    }

    static ProviderLease open(LeaseEvent.Opened opened, Instant at, String reference) {
        return new ProviderLease(
                opened.terms(),
                LeaseState.OPEN,
                opened.deposit(),
                BigInteger.ZERO,
                BigInteger.ZERO,
                at,
                Instant.EPOCH,
                opened.terms().endsAt(),
                List.of(new LeaseChange(at, LeaseState.OPEN, LeaseReason.OPENED, reference)));
    }

    public LeaseId lease() {
        return terms.lease();
    }

    /// Whether what is promised leaves less than one interval's cost.
    boolean isShort() {
        return deposit.subtract(promised).compareTo(terms.intervalCost()) < 0;
    }

    /// Whether the ledger sees that too, so that it lets the provider pause.
    boolean isShortOnLedger() {
        return deposit.subtract(paid).compareTo(terms.intervalCost()) < 0;
    }

    ProviderLease to(LeaseState next, LeaseReason reason, Instant at, String reference) {
        var changes = new ArrayList<>(history);
        changes.add(new LeaseChange(at, next, reason, reference));
        if (changes.size() > MAX_HISTORY) {
            changes.remove(1);
        }
        return new ProviderLease(terms, next, deposit, paid, promised, heardAt, keptUntil, endsAt, changes);
    }

    ProviderLease withDeposit(BigInteger value) {
        return new ProviderLease(terms, state, deposit.max(value), paid, promised, heardAt, keptUntil, endsAt, history);
    }

    ProviderLease withPaid(BigInteger value) {
        return new ProviderLease(
                terms, state, deposit, paid.max(value), promised.max(value), heardAt, keptUntil, endsAt, history);
    }

    ProviderLease heard(BigInteger value, Instant at) {
        return new ProviderLease(terms, state, deposit, paid, promised.max(value), at, keptUntil, endsAt, history);
    }

    ProviderLease keptUntil(Instant value) {
        return new ProviderLease(terms, state, deposit, paid, promised, heardAt, value, endsAt, history);
    }

    ProviderLease endingAt(Instant value) {
        return new ProviderLease(terms, state, deposit, paid, promised, heardAt, keptUntil, value, history);
    }

    public JsonObject toJson() {
        return Json.object()
                .put("terms", terms.toJson())
                .put("state", state.name())
                .amount("deposit", deposit)
                .amount("paid", paid)
                .amount("promised", promised)
                .put("heardAt", heardAt.toString())
                .put("keptUntil", keptUntil.toString())
                .put("endsAt", endsAt.toString())
                .put(
                        "history",
                        Json.array(history.stream().map(LeaseChange::toJson).toList()))
                .build();
    }

    /// Reads what [#toJson] wrote.
    public static ProviderLease from(JsonObject json) {
        return new ProviderLease(
                LeaseTerms.from(json.object("terms")),
                LeaseState.valueOf(json.text("state")),
                json.amount("deposit"),
                json.amount("paid"),
                json.amount("promised"),
                Instant.parse(json.text("heardAt")),
                Instant.parse(json.text("keptUntil")),
                Instant.parse(json.text("endsAt")),
                json.array("history").objects().map(LeaseChange::from).toList());
    }
}
