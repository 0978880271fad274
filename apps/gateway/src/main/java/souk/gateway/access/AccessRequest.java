package souk.gateway.access;

import java.util.List;

/// One thing someone wants to do.
///
/// @param action as policies name it, for example `s3:GetObject`
/// @param key empty when the bucket itself is meant
/// @param context what conditions may ask about the request
public record AccessRequest(Principal principal, String action, String bucket, String key, Context context) {
    /// Answers the keys of conditions.
    @FunctionalInterface
    public interface Context {
        /// The values of a key in lower case, but for the name of a tag after its slash; empty when the request has
        /// none.
        List<String> values(String key);
    }

    String resource() {
        return "arn:aws:s3:::" + bucket + (key.isEmpty() ? "" : "/" + key);
    }
}
