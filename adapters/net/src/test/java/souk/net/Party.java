package souk.net;

import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import souk.trust.NodeKey;
import souk.trust.TlsIdentity;

/// A node of the tests: a key, and what it starts with it.
record Party(TlsIdentity identity) {
    static final SecureRandom RANDOM = new SecureRandom();
    static final NodeServer.Options ANYWHERE =
            new NodeServer.Options("127.0.0.1", 0, 64, 64, Duration.ofSeconds(30), Duration.ofSeconds(30));

    static Party create() {
        return new Party(TlsIdentity.of(NodeKey.generate(RANDOM)));
    }

    NodeServer serve(Route... routes) {
        return serve(ANYWHERE, routes);
    }

    NodeServer serve(NodeServer.Options options, Route... routes) {
        return NodeServer.start(identity, options, List.of(routes), new Metrics(), RANDOM);
    }

    NodeClient client() {
        return client(NodeClient.Options.defaults());
    }

    NodeClient client(NodeClient.Options options) {
        return new NodeClient(identity, options, RANDOM);
    }

    Peer at(NodeServer server) {
        return new Peer(identity.did(), URI.create(server.endpoint().toString()));
    }
}
