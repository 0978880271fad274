package souk.gateway.store;

import java.nio.file.Path;
import java.util.List;
import souk.sql.Sqlite;

/// The gateway's metadata in one SQLite file, by what it is about.
///
/// @param database the file behind all of them
/// @param freshness see [#refresh]
public record Metadata(
        Sqlite database,
        Buckets buckets,
        BucketSettings settings,
        Objects objects,
        Spans spans,
        Folders folders,
        Listings listings,
        Uploads uploads,
        Bodies bodies,
        Packs packs,
        Locks locks,
        Expiries expiries,
        Runnable freshness)
        implements AutoCloseable {
    /// What leads from an empty file to the newest schema.
    public static final List<String> MIGRATIONS = Schema.MIGRATIONS;

    /// Opens or creates the file, and turns what a crash left half-written into garbage.
    ///
    /// @param file in an existing folder
    public static Metadata open(Path file) {
        var metadata = over(Sqlite.openJournaled(file, MIGRATIONS));
        metadata.bodies().abandonDrafts();
        return metadata;
    }

    /// The metadata in a database of this schema, as it is, of the only gateway.
    public static Metadata over(Sqlite database) {
        return over(database, "", () -> {});
    }

    /// The metadata in one of several copies.
    ///
    /// @param gateway whose uploads run here
    /// @param freshness waits until the copy holds what any gateway committed
    public static Metadata over(Sqlite database, String gateway, Runnable freshness) {
        return new Metadata(
                database,
                new Buckets(database),
                new BucketSettings(database),
                new Objects(database),
                new Spans(database),
                new Folders(database),
                new Listings(database),
                new Uploads(database),
                new Bodies(database, gateway),
                new Packs(database, gateway),
                new Locks(database),
                new Expiries(database),
                freshness);
    }

    /// Returns when what any gateway committed before the call can be read here.
    ///
    /// @throws souk.core.error.SoukException `UNAVAILABLE` when other gateways have a say and the log
    ///     they share does not answer
    public void refresh() {
        freshness.run();
    }

    @Override
    public void close() {
        database.close();
    }
}
