package souk.gateway.pay;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import souk.assurance.EpochOutcome;
import souk.core.error.SoukException;
import souk.gateway.data.SqliteShardBook;
import souk.gateway.market.Auditors;

/// Keeps the pace of the market: at each epoch's end signs inventories with all providers, pays for the
/// epoch before, and publishes what was agreed.
///
/// Auditors look at an epoch once its inventory is signed, so its verdict is known an epoch later. Every
/// step is safe to repeat: inventories by their epoch, payments by the voucher book, records by their
/// names.
public final class EpochKeeper implements AutoCloseable {
    /// Providers talked to at once.
    private static final int CONCURRENT = 16;
    /// Both sides' clocks have surely passed the border by then.
    private static final Duration AFTER_BORDER = Duration.ofMillis(300);
    /// A batch is anchored after so many epochs.
    private static final int ANCHOR_EPOCHS = 5;
    /// How long a stop waits for the work under way.
    private static final Duration STOP_LIMIT = Duration.ofSeconds(10);

    private static final System.Logger LOG = System.getLogger(EpochKeeper.class.getName());

    private final List<TenantPayments> tenants;
    private final SqliteShardBook shards;
    private final Auditors auditors;
    private final Consumer<List<EpochOutcome>> audited;
    private final LongConsumer paid;
    private final Publications publications;
    private final Runnable permit;
    private final Duration epochLength;
    private final BooleanSupplier here;
    private final InstantSource clock;
    private final Semaphore places = new Semaphore(CONCURRENT);
    private final CountDownLatch stopping = new CountDownLatch(1);
    private final Thread thread = Thread.ofVirtual().name("epochs").unstarted(this::run);

    /// @param audited told of each epoch's outcomes
    /// @param paid told of each epoch once its vouchers are written
    /// @param permit throws while this machine must not sign
    /// @param here whether this gateway is the one that pays
    public EpochKeeper(
            List<TenantPayments> tenants,
            SqliteShardBook shards,
            Auditors auditors,
            Consumer<List<EpochOutcome>> audited,
            LongConsumer paid,
            Publications publications,
            Runnable permit,
            Duration epochLength,
            BooleanSupplier here,
            InstantSource clock) {
        this.tenants = List.copyOf(tenants);
        this.shards = shards;
        this.auditors = auditors;
        this.audited = audited;
        this.paid = paid;
        this.publications = publications;
        this.permit = permit;
        this.epochLength = epochLength;
        this.here = here;
        this.clock = clock;
    }

    public void start() {
        thread.start();
    }

    /// The epoch that runs now.
    public long current() {
        return clock.instant().getEpochSecond() / epochLength.toSeconds();
    }

    /// Lets the epoch's work under way end, for a while.
    @Override
    public void close() {
        stopping.countDown();
        try {
            if (!thread.join(STOP_LIMIT)) {
                thread.interrupt();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        long done = current() - 1;
        try {
            while (!stopping.await(untilAfter(done + 1).toMillis(), TimeUnit.MILLISECONDS)) {
                long ended = current() - 1;
                if (here.getAsBoolean()) {
                    end(ended);
                }
                done = ended;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Duration untilAfter(long epoch) {
        var border = java.time.Instant.ofEpochSecond((epoch + 1) * epochLength.toSeconds());
        var left = Duration.between(clock.instant(), border.plus(AFTER_BORDER));
        return left.isNegative() ? Duration.ZERO : left;
    }

    /// Does what is due when an epoch has ended.
    void end(long epoch) {
        try {
            permit.run();
            prepare();
            each("inventory", (payments, lease) -> payments.agree(lease, epoch));
            var outcomes = auditors.outcomes(epoch - 1);
            audited.accept(outcomes);
            each("payment", (payments, lease) -> payments.settle(lease, epoch - 1, outcomes));
            paid.accept(epoch - 1);
            each("retirement", (payments, lease) -> payments.retire(lease, epoch));
            publish(epoch);
        } catch (SoukException e) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "epoch.skipped epoch={0} code={1} reason={2}",
                    Long.toString(epoch),
                    e.code(),
                    e.getMessage());
        } catch (RuntimeException e) {
            // The last line of defence: one bad epoch must not end the payment of all that follow.
            LOG.log(System.Logger.Level.ERROR, "epoch.fault epoch=" + epoch, e);
        }
    }

    private void prepare() {
        for (var payments : tenants) {
            Publications.attempt("adoption", payments::adopt);
            Publications.attempt("timeout", payments::timeOut);
            Publications.attempt("leases", payments::complete);
            Publications.attempt("adoption", payments::adopt);
        }
    }

    private void publish(long epoch) {
        Publications.attempt("terms", publications::leaseTerms);
        Publications.attempt("roots", () -> publications.inventoryRoots(epoch, shards.roots(epoch)));
        if (epoch % ANCHOR_EPOCHS == 0) {
            Publications.attempt("anchor", publications::anchor);
        }
    }

    @FunctionalInterface
    private interface Step {
        void run(TenantPayments payments, souk.sdk.storage.StorageLease lease);
    }

    private void each(String what, Step step) {
        var threads = new ArrayList<Thread>();
        for (var payments : tenants) {
            for (var lease : payments.leases()) {
                places.acquireUninterruptibly();
                threads.add(Thread.startVirtualThread(() -> {
                    try {
                        permit.run();
                        step.run(payments, lease);
                    } catch (SoukException e) {
                        LOG.log(
                                System.Logger.Level.WARNING,
                                "{0}.failed lease={1} provider={2} code={3} reason={4}",
                                what,
                                lease.lease(),
                                lease.provider(),
                                e.code(),
                                e.getMessage());
                    } finally {
                        places.release();
                    }
                }));
            }
        }
        for (var each : threads) {
            try {
                each.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }
}
