package souk.ledger;

import java.time.Instant;
import souk.core.json.Json;
import souk.core.json.JsonObject;
import souk.core.value.Digest;

/// An event, where it stands and when it happened.
///
/// @param at the time of its block, whole seconds
public record LedgerEntry(EventPosition position, Instant at, LedgerEvent event) {
    public JsonObject toJson() {
        return Json.object()
                .put("chain", position.chain().toString())
                .put("block", position.block())
                .put("blockHash", position.blockHash().hex())
                .put("transaction", position.transaction().hex())
                .put("logIndex", position.logIndex())
                .put("at", at.getEpochSecond())
                .put("kind", event.kind())
                .put("event", event.toJson())
                .build();
    }

    /// Reads what [#toJson] wrote.
    public static LedgerEntry from(JsonObject json) {
        var position = new EventPosition(
                ChainId.parse(json.text("chain")),
                json.integer("block"),
                new Digest(json.text("blockHash")),
                new Digest(json.text("transaction")),
                Math.toIntExact(json.integer("logIndex")));
        return new LedgerEntry(
                position,
                Instant.ofEpochSecond(json.integer("at")),
                LedgerEvent.from(json.text("kind"), json.object("event")));
    }
}
