package souk.trust.sigv4;

import java.util.Objects;

/// An access key with its secret; printing shows the key only.
///
/// @param accessKeyId names the account, public
/// @param secretKey shared between client and server
public record Credentials(String accessKeyId, String secretKey) {
    public Credentials {
        Objects.requireNonNull(accessKeyId, "accessKeyId");
        Objects.requireNonNull(secretKey, "secretKey");
    }

    @Override
    public String toString() {
        return "Credentials[" + accessKeyId + "]";
    }
}
