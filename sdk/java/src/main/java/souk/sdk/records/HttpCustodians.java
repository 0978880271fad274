package souk.sdk.records;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import souk.availability.Custodian;
import souk.availability.CustodianClient;
import souk.availability.CustodySignature;
import souk.availability.Piece;
import souk.availability.Purpose;
import souk.availability.RecordHead;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;
import souk.core.json.Json;
import souk.core.record.Cid;
import souk.net.Body;
import souk.net.Method;
import souk.net.NodeClient;
import souk.net.Peer;
import souk.trust.Did;

/// Custodians over node-to-node HTTP.
public final class HttpCustodians implements CustodianClient {
    /// Most pieces of one record times the longest piece in base64.
    private static final int MAX_ANSWER = 4 << 20;

    private final NodeClient client;

    public HttpCustodians(NodeClient client) {
        this.client = client;
    }

    @Override
    public CustodySignature put(Custodian custodian, long epoch, Piece piece, Purpose purpose) {
        var body = Json.object()
                .put("epoch", epoch)
                .put("piece", piece.toJson())
                .put("purpose", purpose.label())
                .build();
        var path = "/v1/pieces/" + piece.set().cid();
        return CustodySignature.from(client.call(peer(custodian), Method.PUT, path, Map.of(), Body.json(body))
                .json());
    }

    @Override
    public List<Piece> get(Custodian custodian, Cid cid) {
        try {
            var answer = client.call(peer(custodian), Method.GET, "/v1/pieces/" + cid);
            return Json.parseObject(answer.bytes(MAX_ANSWER))
                    .array("pieces")
                    .objects()
                    .map(Piece::from)
                    .toList();
        } catch (SoukException e) {
            if (e.code() == ErrorCode.NOT_FOUND) {
                return List.of();
            }
            throw e;
        }
    }

    @Override
    public void release(Custodian custodian, List<Cid> cids) {
        var body = Json.object()
                .put("cids", Json.texts(cids.stream().map(Cid::text).toList()))
                .build();
        client.call(peer(custodian), Method.POST, "/v1/pieces/release", Map.of(), Body.json(body))
                .close();
    }

    @Override
    public void announce(Custodian custodian, RecordHead head) {
        client.call(peer(custodian), Method.PUT, "/v1/heads/" + head.owner(), Map.of(), Body.json(head.toJson()))
                .close();
    }

    @Override
    public Optional<RecordHead> head(Custodian custodian, String owner) {
        try {
            var answer = client.call(peer(custodian), Method.GET, "/v1/heads/" + owner);
            return Optional.of(RecordHead.from(answer.json()));
        } catch (SoukException e) {
            if (e.code() == ErrorCode.NOT_FOUND) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private static Peer peer(Custodian custodian) {
        return new Peer(new Did(custodian.did()), URI.create(custodian.endpoint()));
    }
}
