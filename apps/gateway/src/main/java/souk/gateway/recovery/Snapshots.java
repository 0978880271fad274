package souk.gateway.recovery;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;
import souk.core.record.Cid;
import souk.core.value.Digest;
import souk.gateway.recovery.SealedRecord.Kind;
import souk.sql.Sqlite;

/// Takes snapshots: copies each database as it is at one moment, sends what the custodians do not have, and
/// anchors the manifest on the ledger.
public final class Snapshots {
    /// So many of the newest stay: one may have been taken just when something was going wrong.
    static final int KEPT = 2;
    /// A part of a file. Copies keep a database's pages in place, so a part without changes gives the same
    /// record.
    static final int CHUNK = 512 << 10;
    /// A manifest must fit into a record: 59 letters a chunk, and those do not compress. 6 GiB.
    static final int MAX_CHUNKS = 12_000;
    /// The sealed keys among the files.
    static final String BUNDLE = "keys.json";

    private static final System.Logger LOG = System.getLogger(Snapshots.class.getName());

    private final SealedRecords records;
    private final RecoveryBook book;
    private final Fence fence;
    private final Source source;
    private final Anchoring ledger;
    private final long epoch;
    private final InstantSource clock;

    /// What is in a snapshot.
    ///
    /// @param folder for copies under way
    /// @param databases in the order in which they are copied: what a later one has not yet must not be in
    ///     an earlier one
    /// @param keys the encoded [KeyBundle]
    public record Source(Path folder, Map<String, Sqlite> databases, Supplier<byte[]> keys) {
        /// How far each database is now.
        Map<String, Long> heads() {
            var heads = new LinkedHashMap<String, Long>();
            databases.forEach((name, database) ->
                    heads.put(name, database.journal().head().sequence()));
            return heads;
        }
    }

    /// Puts roots on the ledger in the name of the root key's account.
    @FunctionalInterface
    public interface Anchoring {
        /// @throws SoukException as [souk.ledger.Ledger#submit]
        void anchor(Digest root, long epoch, int records);
    }

    public Snapshots(
            SealedRecords records,
            RecoveryBook book,
            Fence fence,
            Source source,
            Anchoring ledger,
            long epoch,
            InstantSource clock) {
        this.records = records;
        this.book = book;
        this.fence = fence;
        this.source = source;
        this.ledger = ledger;
        this.epoch = epoch;
        this.clock = clock;
    }

    /// The newest snapshot on the ledger.
    Optional<RecoveryBook.Taken> newest() {
        return book.newest();
    }

    /// Takes one now; returns when it is on the ledger.
    ///
    /// @throws SoukException as [Fence#require], [SealedRecords#publish] and [Anchoring#anchor]; what was
    ///     sent by then is not sent again
    synchronized RecoveryBook.Taken take() {
        fence.require();
        var taken = clock.instant();
        var log = book.logs(1).stream().findFirst();
        var heads = source.heads();
        var manifest = new Manifest(
                book.nextNumber(),
                epoch,
                taken,
                book.newest().map(last -> Cid.of(last.root())),
                log.map(RecoveryBook.Logged::cid),
                files());
        var cid = records.publish(Kind.MANIFEST, manifest.toJson().canonical());
        var kept = new ArrayList<>(manifest.chunks());
        kept.add(cid);
        var noted = new RecoveryBook.Taken(
                manifest.number(),
                cid.digest(),
                taken,
                manifest.size(),
                log.map(RecoveryBook.Logged::number).orElse(0L),
                false);
        book.note(noted, kept);
        fence.require();
        ledger.anchor(cid.digest(), epoch, kept.size());
        book.anchored(manifest.number());
        book.sent(List.of(), heads);
        source.databases().forEach((name, database) -> database.journal().forget(heads.getOrDefault(name, 0L)));
        LOG.log(
                System.Logger.Level.INFO,
                "snapshot.anchored number={0} root={1} records={2} bytes={3}",
                manifest.number(),
                cid.digest(),
                kept.size(),
                Long.toString(manifest.size()));
        release();
        return noted;
    }

    /// Failing here costs custodians some room until the next time.
    private void release() {
        var old = book.releasable(KEPT);
        records.release(old);
        book.released(old, KEPT);
    }

    private List<Manifest.File> files() {
        var files = new ArrayList<Manifest.File>();
        source.databases().forEach((name, database) -> files.add(database(name, database)));
        var bundle = source.keys().get();
        files.add(file(BUNDLE, new java.io.ByteArrayInputStream(bundle)));
        if (files.stream().mapToInt(file -> file.chunks().size()).sum() > MAX_CHUNKS) {
            throw new SoukException(
                    ErrorCode.TOO_LARGE, "a snapshot has at most " + MAX_CHUNKS + " parts of " + CHUNK + " bytes");
        }
        return List.copyOf(files);
    }

    private Manifest.File database(String name, Sqlite database) {
        var file = source.folder().resolve(name + ".copy");
        try {
            Files.deleteIfExists(file);
            database.copyTo(file);
            try (var in = Files.newInputStream(file)) {
                return file(name, in);
            } finally {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Manifest.File file(String name, InputStream in) {
        var chunks = new ArrayList<Cid>();
        long size = 0;
        var hashed = new DigestInputStream(in, sha256());
        try {
            for (var part = hashed.readNBytes(CHUNK); part.length > 0; part = hashed.readNBytes(CHUNK)) {
                chunks.add(records.publish(Kind.CHUNK, part));
                size += part.length;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Manifest.File(name, size, Digest.of(hashed.getMessageDigest().digest()), chunks);
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
