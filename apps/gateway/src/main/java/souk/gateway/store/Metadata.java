package souk.gateway.store;

import java.nio.file.Path;
import souk.sql.Sqlite;

/// The gateway's metadata in one SQLite file, by what it is about.
///
/// @param database the file behind all of them
public record Metadata(
        Sqlite database,
        Buckets buckets,
        BucketSettings settings,
        Objects objects,
        Listings listings,
        Uploads uploads,
        Bodies bodies,
        Packs packs,
        Locks locks,
        Expiries expiries)
        implements AutoCloseable {

    /// Opens or creates the file, and turns what a crash left half-written into garbage.
    ///
    /// @param file in an existing folder
    public static Metadata open(Path file) {
        var database = Sqlite.open(file, Schema.MIGRATIONS);
        var metadata = new Metadata(
                database,
                new Buckets(database),
                new BucketSettings(database),
                new Objects(database),
                new Listings(database),
                new Uploads(database),
                new Bodies(database),
                new Packs(database),
                new Locks(database),
                new Expiries(database));
        metadata.bodies().abandonDrafts();
        return metadata;
    }

    @Override
    public void close() {
        database.close();
    }
}
