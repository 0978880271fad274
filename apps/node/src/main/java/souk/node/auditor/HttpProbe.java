package souk.node.auditor;

import java.net.URI;
import java.time.Duration;
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
import souk.core.value.LeaseId;
import souk.ledger.Ledger;
import souk.ledger.ProviderState;
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

    /// Time until the provider's storage door answered anything at all, a refusal too; none if it did not.
    Optional<Duration> time(Address provider, LeaseId lease) {
        return ledger.provider(provider).flatMap(state -> time(peer(state), lease));
    }

    private Optional<Duration> time(Peer peer, LeaseId lease) {
        long start = System.nanoTime();
        try {
            client.call(peer, Method.GET, "/v1/leases/" + lease + "/inventory").close();
        } catch (SoukException e) {
            if (e.code() == ErrorCode.UNAVAILABLE || e.code() == ErrorCode.DEADLINE_EXCEEDED) {
                return Optional.empty();
            }
        }
        return Optional.of(Duration.ofNanos(System.nanoTime() - start));
    }

    private Peer peer(Address provider) {
        return ledger.provider(provider)
                .map(HttpProbe::peer)
                .orElseThrow(() -> new SoukException(ErrorCode.NOT_FOUND, provider + " left the registry"));
    }

    private static Peer peer(ProviderState state) {
        return new Peer(Did.of(state.nodeKey()), URI.create(state.endpoint()));
    }
}
