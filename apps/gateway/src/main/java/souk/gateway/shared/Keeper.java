package souk.gateway.shared;

import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;
import souk.sql.SharedLog;

/// Whether this gateway does what only one may do at a time: money, leases, repair, lifecycle,
/// collection. One that is alone always does. Of several, the one that holds the role in the shared log
/// does, and stops by its own clock before the role could go to another.
public final class Keeper implements AutoCloseable {
    /// After so long without a word the role is free: what a gateway that is killed delays payments and
    /// repair by.
    static final Duration TENURE = Duration.ofSeconds(12);
    /// A holder counts on less: what it begins within it has the rest to end before another takes over.
    static final Duration COUNTED = Duration.ofSeconds(8);
    /// After so long without a word a gateway's uploads are given up: longer than PostgreSQL takes to
    /// start again.
    static final Duration PRESENCE = Duration.ofSeconds(90);

    private static final String ROLE = "keeper";
    private static final System.Logger LOG = System.getLogger(Keeper.class.getName());

    private final Optional<SharedLog> log;
    private final String gateway;
    private final LongSupplier nanos;
    private volatile boolean keeps;
    private volatile long until;

    private Keeper(Optional<SharedLog> log, String gateway, LongSupplier nanos) {
        this.log = log;
        this.gateway = gateway;
        this.nanos = nanos;
    }

    /// Of the only gateway.
    public static Keeper alone() {
        return new Keeper(Optional.empty(), "", System::nanoTime);
    }

    /// @param gateway a name that no other start of any gateway has
    /// @param nanos a clock that never goes back
    public static Keeper among(SharedLog log, String gateway, LongSupplier nanos) {
        return new Keeper(Optional.of(log), gateway, nanos);
    }

    /// Says that this gateway lives, and takes or keeps the role if it can; to be called every second or
    /// two.
    public void beat() {
        log.ifPresent(shared -> {
            long asked = nanos.getAsLong();
            shared.hold(presence(gateway), gateway, PRESENCE);
            boolean held = shared.hold(ROLE, gateway, TENURE);
            if (held != mine()) {
                LOG.log(System.Logger.Level.INFO, "keeper.changed here={0}", held);
            }
            until = asked + COUNTED.toNanos();
            keeps = held;
        });
    }

    /// Whether it is this gateway's turn to do what only one may do.
    public boolean mine() {
        return log.isEmpty() || keeps && nanos.getAsLong() - until < 0;
    }

    /// @throws SoukException `UNAVAILABLE` when it is another's
    public void require() {
        if (!mine()) {
            throw new SoukException(
                    ErrorCode.UNAVAILABLE, "another gateway of this namespace is the keeper: ask that one");
        }
    }

    /// Whether the gateway of that name was heard of lately.
    boolean present(String name) {
        return log.isEmpty() || log.get().held(presence(name));
    }

    /// Lets another take over at once.
    @Override
    public void close() {
        keeps = false;
        try {
            log.ifPresent(shared -> {
                shared.hold(presence(gateway), gateway, Duration.ZERO);
                shared.hold(ROLE, gateway, Duration.ZERO);
            });
        } catch (SoukException e) {
            LOG.log(System.Logger.Level.INFO, "keeper.left reason={0}", e.getMessage());
        }
    }

    private static String presence(String name) {
        return "gateway/" + name;
    }
}
