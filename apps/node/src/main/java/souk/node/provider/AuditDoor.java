package souk.node.provider;

import java.util.HashMap;
import java.util.List;
import souk.assurance.CellAnswer;
import souk.assurance.Challenge;
import souk.assurance.ChallengeResponder;
import souk.assurance.DisputeDesk;
import souk.assurance.DisputeResponder;
import souk.assurance.OpenedChallenge;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;
import souk.core.merkle.AuditAnswer;
import souk.core.value.Address;
import souk.core.value.Digest;
import souk.ledger.Finality;
import souk.ledger.LedgerCommand;
import souk.ledger.LedgerEvent;
import souk.net.Request;
import souk.net.Response;
import souk.net.Route;
import souk.node.process.NodeContext;
import souk.storage.ShardStore;

/// Answers auditors, and challenges on the ledger before stake is lost.
final class AuditDoor implements DisputeDesk {
    /// A challenge carries one co-signed root and a few numbers.
    private static final long CHALLENGE_BYTES = 64 * 1024;

    private final NodeContext node;
    private final ChallengeResponder responder;
    private final DisputeResponder disputes;

    AuditDoor(NodeContext node, ShardStore store) {
        this.node = node;
        var prover = new Prover(store, node.clock());
        this.responder = new ChallengeResponder(node.address(), prover, node.node()::sign, node.clock());
        this.disputes = new DisputeResponder(node.address(), prover, this, node.clock());
    }

    List<Route> routes() {
        return List.of(
                new Route(souk.net.Method.POST, "/v1/leases/{lease}/challenges", CHALLENGE_BYTES, this::challenge));
    }

    /// Answers whatever is open on the ledger.
    void tick() {
        disputes.tick();
    }

    private Response challenge(Request request) {
        return Response.json(responder.answer(Challenge.from(request.json())).toJson());
    }

    @Override
    public List<OpenedChallenge> open(Address provider) {
        var open = new HashMap<Digest, OpenedChallenge>();
        for (var entry : node.shared().feed().history(it -> true)) {
            switch (entry.event()) {
                case LedgerEvent.ChallengeOpened it
                when it.provider().equals(provider) ->
                    open.put(
                            it.challenge(),
                            new OpenedChallenge(
                                    it.challenge(), it.lease(), provider, it.root(), it.cell(), it.deadline()));
                case LedgerEvent.ChallengeAnswered it -> open.remove(it.challenge());
                case LedgerEvent.ChallengeFailed it -> open.remove(it.challenge());
                default -> {
                    // Not about challenges.
                }
            }
        }
        return List.copyOf(open.values());
    }

    @Override
    public void answer(Digest challenge, CellAnswer proof) {
        AuditAnswer shown = switch (proof) {
            case CellAnswer.Held(var held) -> held;
            // The ledger takes the entry alone for a shard whose time is over.
            case CellAnswer.Expired(var entry, var path) -> new AuditAnswer(new byte[0], entry, List.of(), path);
            case CellAnswer.Missing(var reason) ->
                throw new SoukException(ErrorCode.CORRUPT, "nothing to show: " + reason);
        };
        node.ledger().submit(new LedgerCommand.AnswerChallenge(challenge, shown), Finality.INCLUDED);
    }
}
