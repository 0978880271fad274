package souk.sql;

import java.util.List;

/// Tables of [SqliteEventIndex] and [SqliteOutbox], which may share one file.
public final class LedgerSchema {
    /// For [Sqlite#open].
    public static final List<String> MIGRATIONS = List.of("""
            CREATE TABLE ledger_block(
                chain TEXT NOT NULL, number INTEGER NOT NULL, hash TEXT NOT NULL, parent TEXT NOT NULL,
                at INTEGER NOT NULL, has_events INTEGER NOT NULL,
                PRIMARY KEY(chain, number)) WITHOUT ROWID;
            CREATE TABLE ledger_event(
                chain TEXT NOT NULL, block INTEGER NOT NULL, log_index INTEGER NOT NULL, tx TEXT NOT NULL,
                entry BLOB NOT NULL,
                PRIMARY KEY(chain, block, log_index)) WITHOUT ROWID;
            CREATE UNIQUE INDEX ledger_event_name ON ledger_event(chain, tx, log_index);
            CREATE TABLE ledger_rollback(
                chain TEXT NOT NULL, number INTEGER NOT NULL, to_block INTEGER NOT NULL,
                PRIMARY KEY(chain, number)) WITHOUT ROWID;
            CREATE TABLE ledger_outbox(
                chain TEXT NOT NULL, sender TEXT NOT NULL, nonce INTEGER NOT NULL, hash TEXT NOT NULL,
                raw TEXT NOT NULL, signed_at INTEGER NOT NULL,
                PRIMARY KEY(chain, sender, nonce)) WITHOUT ROWID;
            """);

    private LedgerSchema() {}
}
