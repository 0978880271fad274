package souk.gateway.cost;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.math.BigInteger;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import souk.core.json.Json;
import souk.core.value.LeaseId;
import souk.economy.PayerAccount;
import souk.sql.Row;
import souk.sql.Session;
import souk.sql.Sqlite;

/// How far the account of each storage lease had come by the end of each day. What a day cost is the difference
/// between two of them, so that all days together are the newest voucher, whatever was counted twice or never.
public final class UsageBook {
    /// The table. Sums are since the lease opened; `until` is the end of the last epoch counted.
    public static final String SCHEMA = """
            CREATE TABLE lease_usage (
                lease TEXT NOT NULL,
                day INTEGER NOT NULL,
                until INTEGER NOT NULL,
                json TEXT NOT NULL,
                PRIMARY KEY (lease, day)
            ) WITHOUT ROWID;
            """;

    private final Sqlite database;

    public UsageBook(Sqlite database) {
        this.database = database;
    }

    /// An account at the end of a day.
    ///
    /// @param until end of the last epoch counted
    /// @param readings of each meter since the lease opened
    /// @param promised by the newest voucher
    public record Mark(long day, Instant until, List<BigInteger> readings, BigInteger promised) {
        static final Mark START = new Mark(Long.MIN_VALUE, Instant.EPOCH, List.of(), BigInteger.ZERO);

        public Mark {
            readings = List.copyOf(readings);
        }

        private boolean isAt(PayerAccount account) {
            return readings.equals(account.readings()) && promised.equals(account.promised());
        }
    }

    /// Keeps how far accounts are. Those that stand where they stood cost nothing.
    public void keep(long day, Instant until, List<PayerAccount> accounts) {
        database.write(session -> {
            accounts.stream()
                    .filter(account -> newest(session, account.lease())
                            .filter(mark -> mark.isAt(account))
                            .isEmpty())
                    .forEach(account -> session.update(
                            "INSERT OR REPLACE INTO lease_usage VALUES (?, ?, ?, ?)",
                            account.lease().hex(),
                            day,
                            until.getEpochSecond(),
                            Json.object()
                                    .amounts("readings", account.readings())
                                    .amount("promised", account.promised())
                                    .build()
                                    .toString()));
            return true;
        });
    }

    /// A lease's marks, oldest first.
    public List<Mark> of(LeaseId lease) {
        return database.read(session -> session.list(
                "SELECT day, until, json FROM lease_usage WHERE lease = ? ORDER BY day", UsageBook::mark, lease.hex()));
    }

    private static Optional<Mark> newest(Session session, LeaseId lease) {
        return session.first(
                "SELECT day, until, json FROM lease_usage WHERE lease = ? ORDER BY day DESC LIMIT 1",
                UsageBook::mark,
                lease.hex());
    }

    private static Mark mark(Row row) {
        var sums = Json.parseObject(row.text("json").getBytes(UTF_8));
        return new Mark(
                row.number("day"),
                Instant.ofEpochSecond(row.number("until")),
                sums.amounts("readings"),
                sums.amount("promised"));
    }
}
