package souk.availability;

import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;
import souk.core.json.Json;
import souk.core.json.JsonObject;
import souk.core.merkle.MerkleTree;
import souk.core.value.Digest;

/// One piece of a record, with the path that ties it to the root.
///
/// @param index its number, from 0
/// @param bytes not copied: neither caller nor callee changes them
/// @param path from the piece's leaf to the root, as [MerkleTree#inclusionPath] gives it
public record Piece(PieceSet set, int index, byte[] bytes, List<Digest> path) {
    /// log2 of the most pieces.
    private static final int MAX_PATH = 6;

    public Piece {
        path = List.copyOf(path);
        if (path.size() > MAX_PATH) {
            throw new SoukException(ErrorCode.TOO_LARGE, "a path has at most " + MAX_PATH + " steps");
        }
    }

    /// Whether the bytes are what the root commits to at this index.
    public boolean isGenuine() {
        return bytes.length == set.pieceLength()
                && MerkleTree.verifyInclusion(set.root(), MerkleTree.leafHash(bytes), index, set.count(), path);
    }

    public JsonObject toJson() {
        return Json.object()
                .put("set", set.toJson())
                .put("index", index)
                .put("bytes", Base64.getEncoder().encodeToString(bytes))
                .put("path", Json.texts(path.stream().map(Digest::hex).toList()))
                .build();
    }

    /// Reads what [#toJson] wrote.
    public static Piece from(JsonObject json) {
        return new Piece(
                PieceSet.from(json.object("set")),
                Math.clamp(json.integer("index"), -1, Integer.MAX_VALUE),
                decode(json.text("bytes")),
                json.array("path").texts().stream().map(Digest::new).toList());
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Piece that
                && set.equals(that.set)
                && index == that.index
                && Arrays.equals(bytes, that.bytes)
                && path.equals(that.path);
    }

    @Override
    public int hashCode() {
        return Objects.hash(set, index);
    }

    @Override
    public String toString() {
        return "piece " + index + " of " + set;
    }

    private static byte[] decode(String base64) {
        try {
            return Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            throw new SoukException(ErrorCode.BAD_JSON, "'bytes' must be base64", e);
        }
    }
}
