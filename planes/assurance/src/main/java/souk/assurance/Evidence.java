package souk.assurance;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import souk.assurance.AuditVerdict.Failed;
import souk.assurance.AuditVerdict.FailureKind;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;
import souk.core.json.Json;
import souk.core.json.JsonObject;
import souk.core.record.Cid;
import souk.core.value.Digest;

/// The public record of a failed audit, which anyone can replay with [ChallengeVerifier#confirms(Evidence)]. It
/// holds the one cell that failed, so it stays below 8 KiB.
///
/// @param at when the auditor decided, whole seconds
public record Evidence(Challenge challenge, Reply reply, Failed verdict, Instant at) {
    private static final String TYPE = "souk.audit.evidence.1";

    public Evidence {
        Objects.requireNonNull(challenge);
        Objects.requireNonNull(reply);
        Objects.requireNonNull(verdict);
        at = Instant.ofEpochSecond(at.getEpochSecond());
    }

    /// What the provider replied.
    public sealed interface Reply {}

    /// Nothing, or nothing that answers the challenge.
    public record Silence() implements Reply {}

    /// An answer of which one cell is shown.
    ///
    /// @param statement what the node signed
    /// @param index of the cell in the answer
    /// @param path from the cell's answer to [AnswerStatement#answers()]
    public record Excerpt(
            AnswerStatement statement, NodeSignature signature, int index, CellAnswer cell, List<Digest> path)
            implements Reply {
        public Excerpt {
            Objects.requireNonNull(statement);
            Objects.requireNonNull(signature);
            Objects.requireNonNull(cell);
            path = List.copyOf(path);
        }
    }

    /// The record of an answer that failed.
    public static Evidence of(Challenge challenge, Answer answer, Failed verdict, Instant at) {
        if (verdict.kind() == FailureKind.NO_ANSWER) {
            return silence(challenge, at);
        }
        int index = Math.toIntExact(verdict.number() - challenge.first());
        var excerpt = new Excerpt(
                answer.statement(), answer.signature(), index, answer.cells().get(index), answer.pathOf(index));
        return new Evidence(challenge, excerpt, verdict, at);
    }

    /// The record of no answer.
    public static Evidence silence(Challenge challenge, Instant at) {
        return new Evidence(challenge, new Silence(), ChallengeVerifier.unanswered(challenge), at);
    }

    /// The record's name: the CID of its canonical JSON.
    public Cid cid() {
        return Cid.of(toJson().canonical());
    }

    public JsonObject toJson() {
        var json = Json.object()
                .put("type", TYPE)
                .put("challenge", challenge.toJson())
                .put("number", verdict.number())
                .put("position", verdict.position())
                .put("verdict", verdict.kind().name())
                .put("at", at.getEpochSecond());
        if (reply instanceof Excerpt excerpt) {
            json.put("reply", toJson(excerpt));
        }
        return json.build();
    }

    /// Reads what [#toJson] wrote.
    ///
    /// @throws SoukException `BAD_JSON` or `BAD_REQUEST` for anything else
    public static Evidence from(JsonObject json) {
        if (!json.text("type").equals(TYPE)) {
            throw new SoukException(ErrorCode.BAD_REQUEST, "not a record of type " + TYPE);
        }
        Reply reply = json.has("reply") ? excerpt(json.object("reply")) : new Silence();
        var verdict = new Failed(json.integer("number"), json.integer("position"), kind(json.text("verdict")));
        return new Evidence(
                Challenge.from(json.object("challenge")), reply, verdict, Instant.ofEpochSecond(json.integer("at")));
    }

    static FailureKind kind(String name) {
        try {
            return FailureKind.valueOf(name);
        } catch (IllegalArgumentException e) {
            throw new SoukException(ErrorCode.BAD_REQUEST, "no such verdict: " + name, e);
        }
    }

    private static JsonObject toJson(Excerpt excerpt) {
        return Json.object()
                .put("statement", excerpt.statement().toJson())
                .put("signature", excerpt.signature().hex())
                .put("index", excerpt.index())
                .put("cell", excerpt.cell().toJson())
                .put("path", Json.texts(excerpt.path().stream().map(Digest::hex).toList()))
                .build();
    }

    private static Excerpt excerpt(JsonObject json) {
        return new Excerpt(
                AnswerStatement.from(json.object("statement")),
                new NodeSignature(json.text("signature")),
                Math.clamp(json.integer("index"), 0, Challenge.MAX_CELLS + 1),
                CellAnswer.from(json.object("cell")),
                json.array("path").texts().stream().map(Digest::new).toList());
    }
}
