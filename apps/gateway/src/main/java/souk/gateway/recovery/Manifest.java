package souk.gateway.recovery;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import souk.core.json.Json;
import souk.core.json.JsonObject;
import souk.core.record.Cid;
import souk.core.value.Digest;

/// What makes up a snapshot.
///
/// @param number counts the snapshots of a root key
/// @param epoch which machine took it, see [Fence]
/// @param previous the snapshot before; released once there are two newer ones
/// @param log the newest log record that holds nothing but what is in the snapshot; none for an empty log
public record Manifest(
        long number, long epoch, Instant takenAt, Optional<Cid> previous, Optional<Cid> log, List<File> files) {
    /// The only form there is so far.
    private static final long VERSION = 1;

    /// A file of the gateway's folder.
    ///
    /// @param digest SHA-256 of its bytes
    /// @param chunks records whose plaintexts give the file, in order
    public record File(String name, long size, Digest digest, List<Cid> chunks) {
        public File {
            chunks = List.copyOf(chunks);
        }

        JsonObject toJson() {
            return Json.object()
                    .put("name", name)
                    .put("size", size)
                    .put("digest", digest.hex())
                    .put("chunks", Json.texts(chunks.stream().map(Cid::text).toList()))
                    .build();
        }

        static File from(JsonObject json) {
            return new File(
                    json.text("name"),
                    json.integer("size"),
                    new Digest(json.text("digest")),
                    json.array("chunks").texts().stream().map(Cid::new).toList());
        }
    }

    public Manifest {
        files = List.copyOf(files);
    }

    /// Bytes of all files.
    long size() {
        return files.stream().mapToLong(File::size).sum();
    }

    List<Cid> chunks() {
        return files.stream().flatMap(file -> file.chunks().stream()).distinct().toList();
    }

    JsonObject toJson() {
        var json = Json.object()
                .put("version", VERSION)
                .put("number", number)
                .put("epoch", epoch)
                .put("takenAt", takenAt.getEpochSecond())
                .put("files", Json.array(files.stream().map(File::toJson).toList()));
        previous.ifPresent(cid -> json.put("previous", cid.text()));
        log.ifPresent(cid -> json.put("log", cid.text()));
        return json.build();
    }

    static Manifest from(JsonObject json) {
        if (json.integer("version") != VERSION) {
            throw new souk.core.error.SoukException(
                    souk.core.error.ErrorCode.NOT_SUPPORTED,
                    "the snapshot was made by a newer version of Souk: recover with that one");
        }
        return new Manifest(
                json.integer("number"),
                json.integer("epoch"),
                Instant.ofEpochSecond(json.integer("takenAt")),
                json.optionalText("previous").map(Cid::new),
                json.optionalText("log").map(Cid::new),
                json.array("files").objects().map(File::from).toList());
    }
}
