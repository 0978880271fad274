package souk.sql;

import java.time.Instant;
import java.util.List;
import souk.core.value.Address;
import souk.core.value.Digest;
import souk.ledger.ChainId;
import souk.ledger.Outbox;
import souk.ledger.OutboxTransaction;

/// Transactions in an embedded database whose schema is [LedgerSchema].
public final class SqliteOutbox implements Outbox {
    private final Sqlite database;

    public SqliteOutbox(Sqlite database) {
        this.database = database;
    }

    @Override
    public void put(OutboxTransaction transaction) {
        database.write(session -> session.update(
                "INSERT INTO ledger_outbox(chain, sender, nonce, hash, raw, signed_at) VALUES (?, ?, ?, ?, ?, ?)"
                        + " ON CONFLICT(chain, sender, nonce) DO UPDATE"
                        + " SET hash = excluded.hash, raw = excluded.raw, signed_at = excluded.signed_at",
                transaction.chain().toString(),
                transaction.sender().hex(),
                transaction.nonce(),
                transaction.hash().hex(),
                transaction.raw(),
                transaction.signedAt().toEpochMilli()));
    }

    @Override
    public List<OutboxTransaction> of(ChainId chain, Address sender) {
        return database.read(session -> session.list(
                "SELECT nonce, hash, raw, signed_at FROM ledger_outbox WHERE chain = ? AND sender = ? ORDER BY nonce",
                row -> new OutboxTransaction(
                        chain,
                        sender,
                        row.number("nonce"),
                        new Digest(row.text("hash")),
                        row.text("raw"),
                        Instant.ofEpochMilli(row.number("signed_at"))),
                chain.toString(),
                sender.hex()));
    }

    @Override
    public List<Address> senders(ChainId chain) {
        return database.read(session -> session.list(
                "SELECT DISTINCT sender FROM ledger_outbox WHERE chain = ? ORDER BY sender",
                row -> new Address(row.text("sender")),
                chain.toString()));
    }

    @Override
    public void forget(ChainId chain, Address sender, long nonce) {
        database.write(session -> session.update(
                "DELETE FROM ledger_outbox WHERE chain = ? AND sender = ? AND nonce = ?",
                chain.toString(),
                sender.hex(),
                nonce));
    }
}
