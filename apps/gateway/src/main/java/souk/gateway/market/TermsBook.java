package souk.gateway.market;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import souk.core.json.Json;
import souk.core.value.LeaseId;
import souk.gateway.store.TenantId;
import souk.sdk.market.MarketClient;
import souk.sql.Row;
import souk.sql.Sqlite;

/// The terms of every lease this gateway asked for, written before the ledger is asked. A crash in between leaves an
/// entry that the ledger does not know: it may still come until its quote has run out, and never after.
public final class TermsBook {
    /// The table.
    public static final String SCHEMA = """
            CREATE TABLE lease_terms (
                lease TEXT PRIMARY KEY,
                tenant TEXT NOT NULL,
                quoted_until INTEGER NOT NULL,
                published INTEGER NOT NULL DEFAULT 0,
                json TEXT NOT NULL
            ) WITHOUT ROWID;
            CREATE INDEX lease_terms_unpublished ON lease_terms(published) WHERE published = 0;
            """;

    private final Sqlite database;

    public TermsBook(Sqlite database) {
        this.database = database;
    }

    /// Keeps the terms of leases about to be opened.
    public void keep(TenantId tenant, List<MarketClient.Opened> openings) {
        database.write(session -> {
            for (var opened : openings) {
                session.update(
                        "INSERT INTO lease_terms(lease, tenant, quoted_until, json) VALUES (?, ?, ?, ?)"
                                + " ON CONFLICT(lease) DO NOTHING",
                        opened.lease().hex(),
                        tenant.value(),
                        opened.quote().reservedUntil().getEpochSecond(),
                        LeaseTerms.of(tenant, opened).toJson().toString());
            }
            return true;
        });
    }

    public Optional<LeaseTerms> find(LeaseId lease) {
        return database.read(session ->
                session.first("SELECT json FROM lease_terms WHERE lease = ?", TermsBook::terms, lease.hex()));
    }

    /// Terms that the ledger can still be asked to open.
    public List<LeaseTerms> openable(TenantId tenant, Instant now) {
        return database.read(session -> session.list(
                "SELECT json FROM lease_terms WHERE tenant = ? AND quoted_until >= ?",
                TermsBook::terms,
                tenant.value(),
                now.getEpochSecond()));
    }

    /// Terms not yet made public, at most `limit`.
    public List<LeaseTerms> unpublished(int limit) {
        return database.read(session ->
                session.list("SELECT json FROM lease_terms WHERE published = 0 LIMIT ?", TermsBook::terms, limit));
    }

    public void published(List<LeaseTerms> terms) {
        database.write(session -> {
            terms.forEach(each -> session.update(
                    "UPDATE lease_terms SET published = 1 WHERE lease = ?",
                    each.lease().hex()));
            return true;
        });
    }

    private static LeaseTerms terms(Row row) {
        return LeaseTerms.from(Json.parseObject(row.text("json").getBytes(java.nio.charset.StandardCharsets.UTF_8)));
    }
}
