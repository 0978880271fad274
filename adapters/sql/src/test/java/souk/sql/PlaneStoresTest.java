package souk.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import souk.availability.HeadStore;
import souk.availability.HeadStoreContract;
import souk.availability.PieceStore;
import souk.availability.PieceStoreContract;
import souk.availability.RecordStore;
import souk.availability.RecordStoreContract;
import souk.core.error.ErrorCode;
import souk.economy.AcceptResult;
import souk.economy.AccountStore;
import souk.economy.AccountStoreContract;
import souk.economy.OfferStore;
import souk.economy.OfferStoreContract;
import souk.economy.ReservationStore;
import souk.economy.ReservationStoreContract;
import souk.economy.Samples;
import souk.economy.SettlementPolicy;
import souk.economy.TillAccount;
import souk.economy.VoucherTill;
import souk.orchestration.LeaseStore;
import souk.orchestration.LeaseStoreContract;
import souk.orchestration.workload.JobStore;
import souk.orchestration.workload.JobStoreContract;

class PlaneStoresTest {
    private static final List<String> MIGRATIONS = List.of(
            SqliteOfferStore.SCHEMA,
            SqliteReservationStore.SCHEMA,
            SqliteAccountStore.SCHEMA,
            SqlitePieceStore.SCHEMA,
            SqliteRecordStore.SCHEMA,
            SqliteLeaseStore.SCHEMA,
            SqliteJobStore.SCHEMA,
            SqlitePieceStore.PURPOSES,
            SqliteHeadStore.SCHEMA);

    @TempDir
    Path directory;

    private final List<Sqlite> opened = new ArrayList<>();

    @AfterEach
    void closes() {
        opened.forEach(Sqlite::close);
    }

    @Test
    void aTillOnDiskRefusesReplayedVouchersAfterACrash() {
        var policy = new SettlementPolicy(Samples.big(1), java.time.Duration.ZERO, java.time.Duration.ofDays(1));
        var before = till(policy);
        before.open(Samples.lease(1), Samples.CONSUMER, Samples.big(100));
        before.accept(Samples.voucher(1, 60, 2));
        before.takeDue();

        var after = till(policy);

        assertThat(after.accept(Samples.voucher(1, 50, 1)))
                .isEqualTo(new AcceptResult.Refused(ErrorCode.STALE_VOUCHER, "a newer voucher is known"));
        assertThat(after.takeDue()).isEmpty();
        assertThat(after.account(Samples.lease(1)).promised()).isEqualTo(60);
    }

    @Nested
    class Offers extends OfferStoreContract {
        @Override
        protected OfferStore create() {
            return new SqliteOfferStore(open());
        }
    }

    @Nested
    class Reservations extends ReservationStoreContract {
        @Override
        protected ReservationStore create() {
            return new SqliteReservationStore(open());
        }
    }

    @Nested
    class Accounts extends AccountStoreContract {
        @Override
        protected AccountStore<TillAccount> create() {
            return SqliteAccountStore.ofTill(open());
        }
    }

    @Nested
    class Pieces extends PieceStoreContract {
        @Override
        protected PieceStore create() {
            return new SqlitePieceStore(open());
        }
    }

    @Nested
    class Heads extends HeadStoreContract {
        @Override
        protected HeadStore create() {
            return new SqliteHeadStore(open());
        }
    }

    @Nested
    class Records extends RecordStoreContract {
        @Override
        protected RecordStore create() {
            return new SqliteRecordStore(open());
        }
    }

    @Nested
    class Leases extends LeaseStoreContract {
        @Override
        protected LeaseStore create() {
            return new SqliteLeaseStore(open());
        }
    }

    @Nested
    class Jobs extends JobStoreContract {
        @Override
        protected JobStore create() {
            return new SqliteJobStore(open());
        }
    }

    private VoucherTill till(SettlementPolicy policy) {
        return new VoucherTill(SqliteAccountStore.ofTill(open()), Samples.signatures(), policy, () -> Samples.NOW);
    }

    private Sqlite open() {
        var sqlite = Sqlite.open(directory.resolve("node.db"), MIGRATIONS);
        opened.add(sqlite);
        return sqlite;
    }
}
