package souk.gateway.pay;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Instant;
import java.util.List;
import souk.core.json.Json;
import souk.core.json.JsonObject;
import souk.core.market.Signed;
import souk.core.market.Voucher;
import souk.core.value.LeaseId;
import souk.economy.SignedVouchers;
import souk.sql.Sqlite;

/// The vouchers that were handed to providers, for people to look at; what counts is the book of accounts.
public final class VoucherLog {
    /// The table.
    public static final String SCHEMA = """
            CREATE TABLE voucher_log (
                lease TEXT NOT NULL,
                sequence INTEGER NOT NULL,
                at INTEGER NOT NULL,
                json TEXT NOT NULL,
                PRIMARY KEY (lease, sequence)
            ) WITHOUT ROWID;
            """;

    /// The newest so many of a lease are kept: each is worth more than all before it.
    static final int KEPT = 100;

    private final Sqlite database;

    public VoucherLog(Sqlite database) {
        this.database = database;
    }

    void handed(Signed<Voucher> voucher, Instant at) {
        var message = voucher.message();
        database.write(session -> {
            session.update(
                    "INSERT OR IGNORE INTO voucher_log VALUES (?, ?, ?, ?)",
                    message.lease().hex(),
                    message.sequence(),
                    at.getEpochSecond(),
                    SignedVouchers.toJson(voucher).toString());
            return session.update(
                    "DELETE FROM voucher_log WHERE lease = ? AND sequence <= ?",
                    message.lease().hex(),
                    message.sequence() - KEPT);
        });
    }

    /// The vouchers of a lease, newest first: time, cumulative amount, sequence, signature.
    public List<JsonObject> of(LeaseId lease) {
        return database.read(session -> session.list(
                "SELECT at, json FROM voucher_log WHERE lease = ? ORDER BY sequence DESC",
                row -> {
                    var voucher = SignedVouchers.from(
                            Json.parseObject(row.text("json").getBytes(UTF_8)));
                    return Json.object()
                            .put("at", Instant.ofEpochSecond(row.number("at")).toString())
                            .amount("cumulative", voucher.message().cumulative())
                            .put("sequence", voucher.message().sequence())
                            .put("usage", voucher.message().usage().hex())
                            .put("signature", voucher.signature().hex())
                            .build();
                },
                lease.hex()));
    }
}
