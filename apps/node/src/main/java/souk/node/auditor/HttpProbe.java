package souk.node.auditor;

import java.net.URI;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import souk.assurance.Answer;
import souk.assurance.AuditTarget;
import souk.assurance.Challenge;
import souk.assurance.CoSignedRoot;
import souk.assurance.ProviderProbe;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;
import souk.core.json.Json;
import souk.core.value.Address;
import souk.ledger.Ledger;
import souk.net.Body;
import souk.net.Method;
import souk.net.NodeClient;
import souk.net.Peer;
import souk.trust.Did;

/// Asks providers over node-to-node HTTP, at the address that the registry has.
record HttpProbe(NodeClient client, Ledger ledger) implements ProviderProbe {
    /// A hundred cells with their paths in base64, twice over.
    private static final int MAX_ANSWER = 1 << 20;

    @Override
    public Optional<CoSignedRoot> root(AuditTarget target, long epoch, Instant deadline) {
        try {
            var path = "/v1/leases/" + target.lease() + "/inventory?epoch=" + epoch;
            return Optional.of(CoSignedRoot.from(
                    client.call(peer(target.provider()), Method.GET, path).json()));
        } catch (SoukException e) {
            if (e.code() == ErrorCode.NOT_FOUND) {
                return Optional.empty();
            }
            throw e;
        }
    }

    @Override
    public Answer answer(Challenge challenge) {
        var path = "/v1/leases/" + challenge.lease() + "/challenges";
        var answer =
                client.call(peer(challenge.provider()), Method.POST, path, Map.of(), Body.json(challenge.toJson()));
        return Answer.from(Json.parseObject(answer.bytes(MAX_ANSWER)));
    }

    private Peer peer(Address provider) {
        var state = ledger.provider(provider)
                .orElseThrow(() -> new SoukException(ErrorCode.NOT_FOUND, provider + " left the registry"));
        return new Peer(Did.of(state.nodeKey()), URI.create(state.endpoint()));
    }
}
