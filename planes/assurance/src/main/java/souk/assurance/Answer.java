package souk.assurance;

import java.util.List;
import java.util.Objects;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;
import souk.core.json.Json;
import souk.core.json.JsonObject;
import souk.core.merkle.MerkleTree;
import souk.core.value.Digest;

/// A provider's reply to a challenge.
///
/// @param challenge the challenge's digest
/// @param cells one answer for each position, in their order
/// @param signature of the provider's node over [#statement()]
public record Answer(Digest challenge, List<CellAnswer> cells, NodeSignature signature) {
    public Answer {
        Objects.requireNonNull(challenge);
        Objects.requireNonNull(signature);
        cells = List.copyOf(cells);
        if (cells.size() > Challenge.MAX_CELLS) {
            throw new SoukException(ErrorCode.TOO_LARGE, "an answer has at most " + Challenge.MAX_CELLS + " cells");
        }
    }

    /// Signs the answers to a challenge.
    public static Answer sign(Challenge challenge, List<CellAnswer> cells, NodeSigner signer) {
        var statement = new AnswerStatement(challenge.digest(), tree(cells).root(), cells.size());
        return new Answer(challenge.digest(), cells, NodeSignature.of(signer.sign(statement.signedBytes())));
    }

    public AnswerStatement statement() {
        return new AnswerStatement(challenge, tree(cells).root(), cells.size());
    }

    /// The path of one cell's answer to [AnswerStatement#answers()].
    public List<Digest> pathOf(int index) {
        return tree(cells).inclusionPath(index);
    }

    public JsonObject toJson() {
        return Json.object()
                .put("challenge", challenge.hex())
                .put("cells", Json.array(cells.stream().map(CellAnswer::toJson).toList()))
                .put("signature", signature.hex())
                .build();
    }

    /// Reads what [#toJson] wrote.
    ///
    /// @throws SoukException `BAD_JSON`, `BAD_REQUEST` or `TOO_LARGE` for anything else
    public static Answer from(JsonObject json) {
        return new Answer(
                new Digest(json.text("challenge")),
                json.array("cells").objects().map(CellAnswer::from).toList(),
                new NodeSignature(json.text("signature")));
    }

    private static MerkleTree tree(List<CellAnswer> cells) {
        return MerkleTree.of(
                cells.stream().map(cell -> cell.toJson().canonical()).toList());
    }
}
