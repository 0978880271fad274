package souk.sql;

import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The log that copies of the same databases share: whoever appends has the turn of that database, so its
/// entries have one order. All methods throw [souk.core.error.SoukException] with `UNAVAILABLE` when the
/// log cannot be reached in time.
public interface SharedLog extends AutoCloseable {
    /// The last sequence of every database that has entries, all as of one moment during the call.
    Map<String, Long> heads();

    /// Entries that follow, in order; from `limitBytes` on no further one.
    ///
    /// @return empty also when the next one was pruned
    List<byte[]> after(String database, long sequence, long limitBytes);

    /// Waits until nobody else has the turn.
    Turn turn(String database);

    /// The copy of a whole database that newcomers start from.
    Optional<Snapshot> snapshot(String database);

    /// Replaces the snapshot, and lets entries go that the one before contained.
    void keep(String database, long sequence, Iterator<byte[]> parts);

    /// Takes or keeps a role for that long, unless another holder has it.
    ///
    /// @return whether the role is this holder's, from before the call on
    boolean hold(String role, String holder, Duration length);

    /// Whether somebody has the role.
    boolean held(String role);

    @Override
    void close();

    /// The right to append one entry.
    interface Turn extends AutoCloseable {
        /// The last sequence there is.
        long head();

        /// Adds the next entry; others see it after [#commit].
        void append(long sequence, byte[] entry);

        /// Makes what was appended durable. When the connection breaks meanwhile, it finds out whether
        /// it became so.
        ///
        /// @throws souk.core.error.SoukException `UNAVAILABLE` when it did not, or when that cannot be
        ///     found out; the log says so to whoever asks next
        void commit();

        /// Ends the turn; without a commit nothing was appended.
        @Override
        void close();
    }

    /// @param sequence of the last entry it contains
    /// @param parts of the file, in order; read once
    record Snapshot(long sequence, Iterator<byte[]> parts) {}
}
