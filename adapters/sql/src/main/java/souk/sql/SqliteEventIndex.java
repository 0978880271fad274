package souk.sql;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import souk.core.json.Json;
import souk.core.value.Digest;
import souk.ledger.BlockRef;
import souk.ledger.ChainId;
import souk.ledger.EventCursor;
import souk.ledger.EventIndex;
import souk.ledger.EventPage;
import souk.ledger.LedgerEntry;
import souk.ledger.Rollbacks;

/// Events in an embedded database whose schema is [LedgerSchema].
public final class SqliteEventIndex implements EventIndex {
    private final Sqlite database;

    public SqliteEventIndex(Sqlite database) {
        this.database = database;
    }

    @Override
    public Optional<BlockRef> head(ChainId chain) {
        return blockAtMost(chain, Long.MAX_VALUE);
    }

    @Override
    public Optional<BlockRef> blockAtMost(ChainId chain, long number) {
        return database.read(session -> session.first(
                "SELECT number, hash, parent, at FROM ledger_block WHERE chain = ? AND number <= ?"
                        + " ORDER BY number DESC LIMIT 1",
                SqliteEventIndex::block,
                chain.toString(),
                number));
    }

    @Override
    public void append(ChainId chain, List<BlockRef> blocks, List<LedgerEntry> entries, BlockRef head) {
        var withEvents =
                entries.stream().map(entry -> entry.position().block()).collect(Collectors.toUnmodifiableSet());
        database.write(session -> {
            blocks.forEach(block -> add(session, chain, block, withEvents));
            add(session, chain, head, withEvents);
            entries.forEach(entry -> add(session, chain, entry));
            return session.update(
                    "DELETE FROM ledger_block WHERE chain = ? AND number < ? AND has_events = 0",
                    chain.toString(),
                    head.number() - KEPT_BLOCKS);
        });
    }

    private static void add(Session session, ChainId chain, BlockRef block, Set<Long> withEvents) {
        session.update(
                "INSERT INTO ledger_block(chain, number, hash, parent, at, has_events) VALUES (?, ?, ?, ?, ?, ?)"
                        + " ON CONFLICT(chain, number) DO UPDATE SET hash = excluded.hash, parent = excluded.parent,"
                        + " at = excluded.at, has_events = max(has_events, excluded.has_events)",
                chain.toString(),
                block.number(),
                block.hash().hex(),
                block.parent().hex(),
                block.at().getEpochSecond(),
                withEvents.contains(block.number()));
    }

    private static void add(Session session, ChainId chain, LedgerEntry entry) {
        session.update(
                "INSERT INTO ledger_event(chain, block, log_index, tx, entry) VALUES (?, ?, ?, ?, ?)"
                        + " ON CONFLICT DO NOTHING",
                chain.toString(),
                entry.position().block(),
                entry.position().logIndex(),
                entry.position().transaction().hex(),
                entry.toJson().canonical());
    }

    @Override
    public void rollBack(ChainId chain, long toBlock) {
        database.write(session -> {
            session.update("DELETE FROM ledger_event WHERE chain = ? AND block > ?", chain.toString(), toBlock);
            session.update("DELETE FROM ledger_block WHERE chain = ? AND number > ?", chain.toString(), toBlock);
            return session.update(
                    "INSERT INTO ledger_rollback(chain, number, to_block)"
                            + " SELECT ?, count(*), ? FROM ledger_rollback WHERE chain = ?",
                    chain.toString(),
                    toBlock,
                    chain.toString());
        });
    }

    @Override
    public EventPage read(ChainId chain, EventCursor after, long lastBlock, int limit) {
        return database.read(session -> {
            var targets = session.list(
                    "SELECT to_block FROM ledger_rollback WHERE chain = ? ORDER BY number",
                    row -> row.number("to_block"),
                    chain.toString());
            var from = Rollbacks.resume(after, targets);
            var cursor = from.cursor();
            return from.page(session.list(
                    "SELECT entry FROM ledger_event WHERE chain = ? AND (block, log_index) > (?, ?) AND block <= ?"
                            + " ORDER BY block, log_index LIMIT ?",
                    row -> LedgerEntry.from(Json.parseObject(row.bytes("entry"))),
                    chain.toString(),
                    cursor.block(),
                    cursor.logIndex(),
                    lastBlock,
                    Math.clamp(limit, 1, MAX_PAGE)));
        });
    }

    private static BlockRef block(Row row) {
        return new BlockRef(
                row.number("number"),
                new Digest(row.text("hash")),
                new Digest(row.text("parent")),
                Instant.ofEpochSecond(row.number("at")));
    }
}
