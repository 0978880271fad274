package souk.gateway.store;

import java.nio.file.Path;
import java.util.List;
import souk.sql.Sqlite;

/// The gateway's metadata in one SQLite file, by what it is about.
///
/// @param database the file behind all of them
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
        Expiries expiries)
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

    /// The metadata in a database of this schema, as it is.
    public static Metadata over(Sqlite database) {
        return new Metadata(
                database,
                new Buckets(database),
                new BucketSettings(database),
                new Objects(database),
                new Spans(database),
                new Folders(database),
                new Listings(database),
                new Uploads(database),
                new Bodies(database),
                new Packs(database),
                new Locks(database),
                new Expiries(database));
    }

    @Override
    public void close() {
        database.close();
    }
}
