package souk.gateway.market;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.Function;
import souk.core.json.Json;
import souk.core.json.JsonObject;
import souk.core.value.Address;
import souk.ledger.EventCursor;
import souk.ledger.EventPage;
import souk.ledger.LedgerEntry;
import souk.ledger.LedgerEvent;

/// Which rewards were granted, and who claimed how much of them; read from the ledger when somebody asks.
public final class RewardHistory {
    /// Reward epochs remembered, the newest.
    private static final int EPOCHS = 100;

    private final EventReplay events;
    private final NavigableMap<Long, Round> rounds = new TreeMap<>();

    private record Claim(Address account, BigInteger amount, LedgerEntry entry) {}

    private record Round(LedgerEvent.RewardsGranted grant, List<Claim> claims) {}

    /// @param events what follows a cursor
    public RewardHistory(Function<EventCursor, EventPage> events) {
        this.events = new EventReplay(events);
    }

    /// One row a claim, and one for a grant that nobody claimed of yet; the newest epoch first.
    ///
    /// @param names of accounts
    public synchronized List<JsonObject> rows(Names names) {
        events.read(rounds::clear, this::apply);
        var rows = new ArrayList<JsonObject>();
        for (var round : rounds.descendingMap().values()) {
            round.claims().stream()
                    .sorted(Comparator.comparing(Claim::amount).reversed())
                    .map(claim -> row(round.grant(), claim, names))
                    .forEach(rows::add);
            if (round.claims().isEmpty()) {
                rows.add(row(round.grant()).put("provider", "").build());
            }
        }
        return List.copyOf(rows);
    }

    private void apply(LedgerEntry entry) {
        if (entry.event() instanceof LedgerEvent.RewardsGranted grant) {
            rounds.put(grant.epoch(), new Round(grant, new ArrayList<>()));
            while (rounds.size() > EPOCHS) {
                rounds.pollFirstEntry();
            }
        }
        if (entry.event() instanceof LedgerEvent.RewardClaimed claim) {
            rounds.computeIfPresent(claim.epoch(), (_, round) -> {
                round.claims().add(new Claim(claim.account(), claim.amount(), entry));
                return round;
            });
        }
    }

    private static JsonObject row(LedgerEvent.RewardsGranted grant, Claim claim, Names names) {
        return row(grant)
                .put("provider", names.of(claim.account()))
                .put("account", claim.account().hex())
                .amount("reward", claim.amount())
                .put("claimed", claim.entry().at().toString())
                .put("transaction", claim.entry().position().transaction().hex())
                .build();
    }

    private static JsonObject.Builder row(LedgerEvent.RewardsGranted grant) {
        return Json.object()
                .put("epoch", grant.epoch())
                .amount("granted", grant.total())
                .put("root", grant.root().hex());
    }
}
