package souk.node.provider;

import java.time.Duration;
import java.util.List;
import souk.availability.Custody;
import souk.availability.Piece;
import souk.availability.PieceStore;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;
import souk.core.json.Json;
import souk.core.record.Cid;
import souk.net.Method;
import souk.net.Request;
import souk.net.Response;
import souk.net.Route;
import souk.node.process.NodeContext;
import souk.sdk.records.CustodyCommittee;

/// The custodian of public records.
final class CustodyDoor {
    /// A record's piece in base64 with its path.
    private static final long PIECE_BYTES = 2 << 20;
    private static final Custody.Limits LIMITS = new Custody.Limits(1L << 30, Duration.ofDays(90));

    private final Custody custody;

    CustodyDoor(NodeContext node, PieceStore pieces) {
        this.custody = new Custody(
                node.address(),
                node.node()::sign,
                new CustodyCommittee(node.ledger(), node.clock()),
                pieces,
                LIMITS,
                node.clock());
    }

    List<Route> routes() {
        return List.of(
                new Route(Method.PUT, "/v1/pieces/{cid}", PIECE_BYTES, this::put),
                Route.get("/v1/pieces/{cid}", this::get));
    }

    void tick() {
        custody.tick();
    }

    private Response put(Request request) {
        var body = request.json();
        var piece = Piece.from(body.object("piece"));
        if (!piece.set().cid().text().equals(request.path("cid"))) {
            throw new SoukException(ErrorCode.BAD_REQUEST, "the piece is of another record");
        }
        var signature = custody.accept(request.peer().text(), body.integer("epoch"), piece);
        return Response.json(signature.toJson());
    }

    private Response get(Request request) {
        var pieces = custody.find(new Cid(request.path("cid")));
        return Response.json(Json.object()
                .put("pieces", Json.array(pieces.stream().map(Piece::toJson).toList()))
                .build());
    }
}
