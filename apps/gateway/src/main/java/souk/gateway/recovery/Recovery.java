package souk.gateway.recovery;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import souk.availability.Custodian;
import souk.availability.RecordHead;
import souk.availability.RecordReader;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;
import souk.core.json.Json;
import souk.core.json.JsonObject;
import souk.core.record.Cid;
import souk.core.value.Digest;
import souk.gateway.recovery.SealedRecord.Kind;
import souk.sql.LogEntry;
import souk.sql.Sqlite;

/// Rebuilds a gateway's folder from its root key, the ledger and the custodians.
public final class Recovery {
    private static final int READ_AT_ONCE = 4;
    /// Changes in one transaction.
    private static final int REPLAYED_AT_ONCE = 1_000;

    private final RootKey root;
    private final RecordReader reader;
    private final List<Custodian> custodians;
    private final SecureRandom random;

    /// @param custodians all that ever were: seats change, and who left may still have pieces
    public Recovery(RootKey root, RecordReader reader, List<Custodian> custodians, SecureRandom random) {
        this.root = root;
        this.reader = reader;
        this.custodians = List.copyOf(custodians);
        this.random = random;
    }

    /// A snapshot that can be read.
    ///
    /// @param epoch the last one anyone had
    /// @param newer snapshots on the ledger that are newer and could not be read
    public record Found(Manifest manifest, Digest name, long epoch, long newer) {
        public Instant takenAt() {
            return manifest.takenAt();
        }

        public long size() {
            return manifest.size();
        }
    }

    /// Finds the newest snapshot.
    ///
    /// @param anchors of the root key's account, oldest first
    /// @param older whether an older one will do when the newest cannot be read
    /// @throws SoukException `NOT_FOUND` when there is none; what reading the newest failed with, and what
    ///     can be done
    public Found find(List<Anchor> anchors, boolean older) {
        var snapshots = anchors.stream().filter(Anchor::isSnapshot).toList().reversed();
        if (snapshots.isEmpty()) {
            throw new SoukException(
                    ErrorCode.NOT_FOUND,
                    "this market's ledger has no snapshot under this root key (account "
                            + root.account().address() + "): is it the key of another gateway, or another market?");
        }
        long epoch = anchors.getLast().epoch();
        Optional<SoukException> failure = Optional.empty();
        for (int newer = 0; newer < snapshots.size() && (older || newer == 0); newer++) {
            try {
                var name = snapshots.get(newer).root();
                return new Found(manifest(name), name, epoch, newer);
            } catch (SoukException e) {
                failure = failure.or(() -> Optional.of(e));
            }
        }
        throw unreadable(snapshots, failure.orElseThrow(), older);
    }

    private SoukException unreadable(List<Anchor> snapshots, SoukException cause, boolean older) {
        var way = older
                ? "; neither can any of the older ones"
                : snapshots.size() > 1
                        ? "; the one before is of " + snapshots.get(1).at()
                                + ": try again when more custodians run, or take an older one with --allow-older,"
                                + " without what was written since"
                        : "; there is no other: try again when more custodians run";
        return new SoukException(
                cause.code(),
                "the newest snapshot, of " + snapshots.getFirst().at() + ", cannot be read: " + cause.getMessage()
                        + way,
                cause);
    }

    private Manifest manifest(Digest name) {
        return Manifest.from(Json.parseObject(read(Kind.MANIFEST, Cid.of(name))));
    }

    /// A record, checked against its name and opened.
    byte[] read(Kind kind, Cid cid) {
        return SealedRecord.open(
                root.records(), kind, reader.get(cid, custodians).bytes());
    }

    /// What was written after a snapshot.
    ///
    /// @param head the newest that custodians were told; none for no log
    /// @param partly whether to do without changes that cannot be read
    public LogReader.Log log(Found found, Optional<RecordHead> head, boolean partly) {
        var reading = new LogReader(cid -> LogRecord.decode(read(Kind.LOG, cid)), partly);
        return head.filter(it -> !it.record().equals(LogReader.NONE))
                .map(it -> reading.read(it.record(), found.manifest().log()))
                .orElse(LogReader.Log.EMPTY);
    }

    /// Writes the gateway's folder, whole or not at all.
    ///
    /// @param tenure of this machine from now on
    /// @param schemas migrations of the databases, by file
    /// @param into does not exist
    /// @return the accounts of the doors
    /// @throws SoukException as [RecordReader#get]; `CORRUPT`
    public JsonObject restore(
            Found found, LogReader.Log log, RecoveryBook.Tenure tenure, Map<String, List<String>> schemas, Path into) {
        var draft = into.resolveSibling(into.getFileName() + ".recovering");
        try {
            Folders.delete(draft);
            Files.createDirectories(
                    draft, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            for (var file : found.manifest().files()) {
                write(file, draft.resolve(Path.of(file.name()).getFileName()));
            }
            var bundle = draft.resolve(Snapshots.BUNDLE);
            var keys = KeyBundle.decode(Files.readAllBytes(bundle));
            Files.delete(bundle);
            keys.restore(draft, root, random);
            var reached = new HashMap<String, Long>();
            schemas.forEach((name, migrations) -> reached.put(
                    name, replay(draft.resolve(name), migrations, log.entries().getOrDefault(name, List.of()))));
            note(found, log, reached, tenure, draft);
            Files.move(draft, into);
            return keys.credentials();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long replay(Path file, List<String> migrations, List<LogEntry> entries) {
        try (var database = Sqlite.openReplica(file, migrations)) {
            for (int from = 0; from < entries.size(); from += REPLAYED_AT_ONCE) {
                database.journal().replay(entries.subList(from, Math.min(entries.size(), from + REPLAYED_AT_ONCE)));
            }
            return database.journal().head().sequence();
        } catch (IllegalArgumentException e) {
            throw new SoukException(ErrorCode.CORRUPT, "the log does not continue the snapshot: " + e.getMessage(), e);
        }
    }

    /// Snapshot and log are this machine's now, continued and released in time. The snapshot's records are
    /// sent once more with the next one, which makes up for custodians that are gone.
    private static void note(
            Found found, LogReader.Log log, Map<String, Long> reached, RecoveryBook.Tenure tenure, Path folder) {
        try (var book = RecoveryBook.open(folder)) {
            book.begin(tenure);
            var manifest = found.manifest();
            var records = new ArrayList<>(manifest.chunks());
            records.add(Cid.of(found.name()));
            book.note(
                    new RecoveryBook.Taken(
                            manifest.number(), found.name(), manifest.takenAt(), manifest.size(), 0, true),
                    records);
            book.sent(log.records(), reached);
        }
    }

    private void write(Manifest.File file, Path to) throws IOException {
        var digest = Snapshots.sha256();
        long size = 0;
        try (var out = Files.newOutputStream(to, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            Files.setPosixFilePermissions(to, PosixFilePermissions.fromString("rw-------"));
            for (int from = 0; from < file.chunks().size(); from += READ_AT_ONCE) {
                var some = file.chunks().subList(from, Math.min(file.chunks().size(), from + READ_AT_ONCE));
                for (var part : Together.all(some, cid -> read(Kind.CHUNK, cid))) {
                    digest.update(part);
                    size += part.length;
                    out.write(part);
                }
            }
        }
        if (size != file.size() || !Digest.of(digest.digest()).equals(file.digest())) {
            throw new SoukException(ErrorCode.CORRUPT, file.name() + " is not what was copied for the snapshot");
        }
    }
}
