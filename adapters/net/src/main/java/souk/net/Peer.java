package souk.net;

import java.net.URI;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;
import souk.trust.Did;

/// A node to call: where it listens and whose key must answer there.
///
/// @param endpoint `https://host:port`, without path, query or user
public record Peer(Did did, URI endpoint) {
    public Peer {
        boolean bare = endpoint.getRawPath() == null
                || endpoint.getRawPath().isEmpty()
                || endpoint.getRawPath().equals("/");
        if (!"https".equals(endpoint.getScheme())
                || endpoint.getHost() == null
                || endpoint.getPort() <= 0
                || endpoint.getRawUserInfo() != null
                || endpoint.getRawQuery() != null
                || endpoint.getRawFragment() != null
                || !bare) {
            throw new SoukException(ErrorCode.BAD_REQUEST, "an endpoint must be https://host:port, not " + endpoint);
        }
    }

    @Override
    public String toString() {
        return did + "@" + endpoint.getHost() + ":" + endpoint.getPort();
    }
}
