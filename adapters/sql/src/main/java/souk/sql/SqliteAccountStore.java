package souk.sql;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import souk.core.json.JsonObject;
import souk.core.value.LeaseId;
import souk.economy.AccountStore;
import souk.economy.PayerAccount;
import souk.economy.TillAccount;

/// The voucher accounts of one side of many leases.
public final class SqliteAccountStore<A> implements AccountStore<A> {
    private static final String PAYER = "payer_account";
    private static final String TILL = "till_account";

    /// The migration that makes the tables of both sides.
    public static final String SCHEMA = DocumentTable.schema(PAYER) + DocumentTable.schema(TILL);

    private final DocumentTable<A> accounts;
    private final Function<A, JsonObject> write;

    private SqliteAccountStore(DocumentTable<A> accounts, Function<A, JsonObject> write) {
        this.accounts = accounts;
        this.write = write;
    }

    /// Accounts of a payer.
    ///
    /// @param sqlite with [#SCHEMA] among its migrations
    public static SqliteAccountStore<PayerAccount> ofPayer(Sqlite sqlite) {
        return new SqliteAccountStore<>(new DocumentTable<>(sqlite, PAYER, PayerAccount::from), PayerAccount::toJson);
    }

    /// Accounts of a provider's till.
    ///
    /// @param sqlite with [#SCHEMA] among its migrations
    public static SqliteAccountStore<TillAccount> ofTill(Sqlite sqlite) {
        return new SqliteAccountStore<>(new DocumentTable<>(sqlite, TILL, TillAccount::from), TillAccount::toJson);
    }

    @Override
    public void put(LeaseId lease, A account) {
        accounts.put(lease.hex(), write.apply(account));
    }

    @Override
    public Optional<A> find(LeaseId lease) {
        return accounts.find(lease.hex());
    }

    @Override
    public void remove(LeaseId lease) {
        accounts.remove(lease.hex());
    }

    @Override
    public List<A> all() {
        return accounts.all();
    }
}
