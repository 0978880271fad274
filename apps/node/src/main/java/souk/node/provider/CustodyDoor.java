package souk.node.provider;

import java.time.Duration;
import java.util.List;
import souk.availability.Custody;
import souk.availability.HeadCustody;
import souk.availability.HeadStore;
import souk.availability.Piece;
import souk.availability.PieceStore;
import souk.availability.Purpose;
import souk.availability.RecordHead;
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
import souk.trust.NodeKey;

/// The custodian of records, and of the heads that tell where somebody's records begin.
final class CustodyDoor {
    /// A record's piece in base64 with its path.
    private static final long PIECE_BYTES = 2 << 20;
    private static final Custody.Limits LIMITS = new Custody.Limits(1L << 30, Duration.ofDays(90));

    /// Names in one release.
    private static final int MOST = 1_000;

    private final Custody custody;
    private final HeadCustody heads;

    CustodyDoor(NodeContext node, PieceStore pieces, HeadStore heads) {
        this.custody = new Custody(
                node.address(),
                node.node()::sign,
                new CustodyCommittee(node.ledger(), node.clock()),
                pieces,
                LIMITS,
                node.clock());
        this.heads = new HeadCustody(heads, NodeKey::isSigned, LIMITS.term(), node.clock());
    }

    List<Route> routes() {
        return List.of(
                new Route(Method.PUT, "/v1/pieces/{cid}", PIECE_BYTES, this::put),
                Route.get("/v1/pieces/{cid}", this::get),
                Route.post("/v1/pieces/release", this::release),
                Route.put("/v1/heads/{owner}", Route.JSON_BYTES, this::announce),
                Route.get("/v1/heads/{owner}", this::head));
    }

    void tick() {
        custody.tick();
        heads.tick();
    }

    private Response put(Request request) {
        var body = request.json();
        var piece = Piece.from(body.object("piece"));
        if (!piece.set().cid().text().equals(request.path("cid"))) {
            throw new SoukException(ErrorCode.BAD_REQUEST, "the piece is of another record");
        }
        var purpose = body.optionalText("purpose").map(Purpose::of).orElse(Purpose.PUBLIC);
        var signature = custody.accept(request.peer().text(), body.integer("epoch"), piece, purpose);
        return Response.json(signature.toJson());
    }

    private Response get(Request request) {
        var pieces = custody.find(new Cid(request.path("cid")));
        return Response.json(Json.object()
                .put("pieces", Json.array(pieces.stream().map(Piece::toJson).toList()))
                .build());
    }

    private Response release(Request request) {
        var cids = request.json().array("cids").texts();
        if (cids.size() > MOST) {
            throw new SoukException(ErrorCode.TOO_LARGE, "at most " + MOST + " records are released at once");
        }
        cids.stream()
                .map(Cid::new)
                .forEach(cid -> custody.release(request.peer().text(), cid));
        return Response.json(Json.object().build());
    }

    private Response announce(Request request) {
        var head = RecordHead.from(request.json());
        if (!head.owner().equals(request.path("owner"))) {
            throw new SoukException(ErrorCode.BAD_REQUEST, "the head is of another owner");
        }
        heads.accept(head);
        return Response.json(Json.object().build());
    }

    private Response head(Request request) {
        var owner = request.path("owner");
        return heads.find(owner)
                .map(head -> Response.json(head.toJson()))
                .orElseThrow(() -> new SoukException(ErrorCode.NOT_FOUND, "no head of " + owner));
    }
}
