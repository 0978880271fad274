package souk.assurance;

import java.util.List;
import java.util.OptionalLong;
import souk.assurance.AuditVerdict.Failed;
import souk.assurance.AuditVerdict.FailureKind;
import souk.assurance.AuditVerdict.Passed;
import souk.assurance.AuditVerdict.Unfounded;
import souk.core.merkle.AuditAnswer;
import souk.core.merkle.InventoryEntry;
import souk.core.merkle.MerkleTree;
import souk.core.merkle.SumStep;
import souk.core.merkle.SumTree;

/// Decides what an answer shows. Pure but for the two questions whose key is whose, so that anyone comes to the
/// same verdict from the same record. What providers send never makes it throw.
public final class ChallengeVerifier {
    private final SignatureCheck accounts;
    private final NodeSignatureCheck nodes;

    public ChallengeVerifier(SignatureCheck accounts, NodeSignatureCheck nodes) {
        this.accounts = accounts;
        this.nodes = nodes;
    }

    /// Whether both parties of a lease signed this root, and for this lease.
    public boolean holds(AuditTarget target, CoSignedRoot signed) {
        return signed.root().lease().equals(target.lease())
                && accounts.valid(signed.root(), signed.provider(), target.provider())
                && accounts.valid(signed.root(), signed.payer(), target.payer());
    }

    /// The verdict on an answer.
    public AuditVerdict verify(Challenge challenge, Answer answer) {
        if (!holds(challenge.target(), challenge.inventory())) {
            return new Unfounded("the inventory is not signed by both parties");
        }
        if (!answer.challenge().equals(challenge.digest()) || answer.cells().size() != challenge.count()) {
            return unanswered(challenge);
        }
        if (!isSigned(challenge, answer.statement(), answer.signature())) {
            return failed(challenge, 0, FailureKind.BAD_SIGNATURE);
        }
        return verifyCells(challenge, answer.cells());
    }

    /// The verdict on silence.
    public static Failed unanswered(Challenge challenge) {
        return failed(challenge, 0, FailureKind.NO_ANSWER);
    }

    /// Replays a record of failure: true if it shows what it says. A record of silence shows that the challenge
    /// was sound; the silence itself rests on the auditor's word, and is tested by a challenge on the ledger.
    public boolean confirms(Evidence evidence) {
        Challenge challenge = evidence.challenge();
        if (!holds(challenge.target(), challenge.inventory())) {
            return false;
        }
        return switch (evidence.reply()) {
            case Evidence.Silence() -> evidence.verdict().equals(unanswered(challenge));
            case Evidence.Excerpt excerpt -> evidence.verdict().equals(replay(challenge, excerpt));
        };
    }

    /// Whether a transcript names a sound challenge and a statement the provider's node signed.
    public boolean confirms(Transcript transcript) {
        Challenge challenge = transcript.challenge();
        return holds(challenge.target(), challenge.inventory())
                && transcript.statement().challenge().equals(challenge.digest())
                && transcript.statement().count() == challenge.count()
                && isSigned(challenge, transcript.statement(), transcript.signature());
    }

    private AuditVerdict replay(Challenge challenge, Evidence.Excerpt excerpt) {
        AnswerStatement statement = excerpt.statement();
        int index = excerpt.index();
        boolean belongs = statement.challenge().equals(challenge.digest())
                && statement.count() == challenge.count()
                && MerkleTree.verifyInclusion(
                        statement.answers(),
                        MerkleTree.leafHash(excerpt.cell().toJson().canonical()),
                        index,
                        statement.count(),
                        excerpt.path());
        if (!belongs) {
            return new Unfounded("the excerpt is not of an answer to this challenge");
        }
        if (!isSigned(challenge, statement, excerpt.signature())) {
            return failed(challenge, index, FailureKind.BAD_SIGNATURE);
        }
        return verifyCell(challenge, index, excerpt.cell());
    }

    private boolean isSigned(Challenge challenge, AnswerStatement statement, NodeSignature signature) {
        return nodes.valid(challenge.provider(), statement.signedBytes(), signature);
    }

    private static AuditVerdict verifyCells(Challenge challenge, List<CellAnswer> cells) {
        for (int i = 0; i < cells.size(); i++) {
            if (verifyCell(challenge, i, cells.get(i)) instanceof Failed failed) {
                return failed;
            }
        }
        return new Passed(cells.size());
    }

    private static AuditVerdict verifyCell(Challenge challenge, int index, CellAnswer answer) {
        return switch (answer) {
            case CellAnswer.Missing missing -> failed(challenge, index, FailureKind.MISSING);
            case CellAnswer.Expired(InventoryEntry entry, List<SumStep> path) ->
                hasExpired(challenge, entry)
                                && offsetIn(challenge, index, entry, path).isPresent()
                        ? new Passed(1)
                        : failed(challenge, index, FailureKind.WRONG_PATH);
            case CellAnswer.Held(AuditAnswer proof) -> verifyHeld(challenge, index, proof);
        };
    }

    private static AuditVerdict verifyHeld(Challenge challenge, int index, AuditAnswer proof) {
        if (offsetIn(challenge, index, proof.entry(), proof.sumPath()).isEmpty()) {
            return failed(challenge, index, FailureKind.WRONG_PATH);
        }
        var root = challenge.inventory().root();
        long position = challenge.position(challenge.first() + index);
        return proof.proves(root.root(), root.size(), position)
                ? new Passed(1)
                : failed(challenge, index, FailureKind.WRONG_CELL);
    }

    private static OptionalLong offsetIn(Challenge challenge, int index, InventoryEntry entry, List<SumStep> path) {
        var root = challenge.inventory().root();
        long start = challenge.position(challenge.first() + index) * MerkleTree.CELL_BYTES;
        return SumTree.verify(root.root(), root.size(), start, entry, path);
    }

    /// An expiry of zero is never.
    private static boolean hasExpired(Challenge challenge, InventoryEntry entry) {
        return entry.expiry() != 0 && entry.expiry() <= challenge.issuedAt().getEpochSecond();
    }

    private static Failed failed(Challenge challenge, int index, FailureKind kind) {
        long number = challenge.first() + index;
        return new Failed(number, challenge.position(number), kind);
    }
}
