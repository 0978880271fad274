package souk.economy;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import souk.core.json.Json;
import souk.core.json.JsonObject;
import souk.core.value.Digest;

/// What somebody has between two digests: how many, and the hash of them all in order.
///
/// The hash is SHA-256 over the digests one after the other and not a sum of theirs: whoever may add to a set could
/// otherwise choose what it adds so that two sets look alike.
///
/// @param from the first that may be in it
/// @param to the first that is no longer in it; zero for the end
public record DigestRange(Digest from, Digest to, int count, Digest fingerprint) {
    static DigestRange of(Digest from, Digest to, Collection<Digest> within) {
        return new DigestRange(from, to, within.size(), fingerprint(within));
    }

    public JsonObject toJson() {
        return Json.object()
                .put("from", from.hex())
                .put("to", to.hex())
                .put("count", count)
                .put("fingerprint", fingerprint.hex())
                .build();
    }

    /// Reads what [#toJson] wrote.
    public static DigestRange from(JsonObject json) {
        return new DigestRange(
                new Digest(json.text("from")),
                new Digest(json.text("to")),
                Math.toIntExact(json.integer("count")),
                new Digest(json.text("fingerprint")));
    }

    private static Digest fingerprint(Collection<Digest> digests) {
        try {
            var sha = MessageDigest.getInstance("SHA-256");
            digests.forEach(digest -> sha.update(digest.bytes()));
            return Digest.of(sha.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
