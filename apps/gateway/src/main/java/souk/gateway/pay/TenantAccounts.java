package souk.gateway.pay;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import java.util.Optional;
import souk.core.json.Json;
import souk.core.value.LeaseId;
import souk.economy.AccountStore;
import souk.economy.PayerAccount;
import souk.sql.Row;
import souk.sql.Sqlite;

/// What a tenant owes under each of its leases, in SQLite.
public final class TenantAccounts implements AccountStore<PayerAccount> {
    /// The table.
    public static final String SCHEMA = """
            CREATE TABLE payer_account (
                lease TEXT PRIMARY KEY,
                tenant TEXT NOT NULL,
                json TEXT NOT NULL
            ) WITHOUT ROWID;
            """;

    private final Sqlite database;
    private final String tenant;

    public TenantAccounts(Sqlite database, String tenant) {
        this.database = database;
        this.tenant = tenant;
    }

    @Override
    public void put(LeaseId lease, PayerAccount account) {
        database.write(session -> session.update(
                "INSERT OR REPLACE INTO payer_account VALUES (?, ?, ?)",
                lease.hex(),
                tenant,
                account.toJson().toString()));
    }

    @Override
    public Optional<PayerAccount> find(LeaseId lease) {
        return database.read(session -> session.first(
                "SELECT json FROM payer_account WHERE lease = ? AND tenant = ?",
                TenantAccounts::account,
                lease.hex(),
                tenant));
    }

    @Override
    public void remove(LeaseId lease) {
        database.write(session ->
                session.update("DELETE FROM payer_account WHERE lease = ? AND tenant = ?", lease.hex(), tenant));
    }

    @Override
    public List<PayerAccount> all() {
        return database.read(session ->
                session.list("SELECT json FROM payer_account WHERE tenant = ?", TenantAccounts::account, tenant));
    }

    private static PayerAccount account(Row row) {
        return PayerAccount.from(Json.parseObject(row.text("json").getBytes(UTF_8)));
    }
}
