package souk.evm;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;
import souk.core.json.Json;
import souk.core.json.JsonArray;
import souk.core.json.JsonObject;

/// Calls a node over HTTP. All calls made here may safely be repeated, so a broken connection is tried again a few
/// times before it becomes `UNAVAILABLE`.
final class JsonRpc implements AutoCloseable {
    /// A node refuses bodies above 2 MB; a call is rarely above 4 KB.
    static final int MAX_BATCH = 200;

    private static final Duration CONNECT = Duration.ofSeconds(2);
    private static final Duration ANSWER = Duration.ofSeconds(15);
    private static final int ATTEMPTS = 3;
    private static final Duration FIRST_PAUSE = Duration.ofMillis(50);

    record Call(String method, List<Json> parameters) {
        static Call of(String method, Json... parameters) {
            return new Call(method, List.of(parameters));
        }
    }

    private final URI endpoint;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT)
            .build();
    private final AtomicLong nextId = new AtomicLong(1);

    JsonRpc(URI endpoint) {
        this.endpoint = endpoint;
    }

    /// @throws RpcError when the node answers with an error
    Json call(String method, Json... parameters) {
        return result(exchange(request(Call.of(method, parameters))));
    }

    JsonObject object(String method, Json... parameters) {
        return asObject(call(method, parameters));
    }

    String text(String method, Json... parameters) {
        return asText(call(method, parameters));
    }

    /// The results in the order of the calls.
    ///
    /// @throws RpcError when the node answers one of them with an error
    List<Json> batch(List<Call> calls) {
        var results = new ArrayList<Json>(calls.size());
        for (int from = 0; from < calls.size(); from += MAX_BATCH) {
            results.addAll(oneBatch(calls.subList(from, Math.min(calls.size(), from + MAX_BATCH))));
        }
        return results;
    }

    @Override
    public void close() {
        http.shutdownNow();
    }

    static JsonObject asObject(Json json) {
        if (json instanceof JsonObject object) {
            return object;
        }
        throw new SoukException(ErrorCode.BAD_JSON, "the chain did not send an object");
    }

    static String asText(Json json) {
        if (json instanceof Json.Text(String text)) {
            return text;
        }
        throw new SoukException(ErrorCode.BAD_JSON, "the chain did not send a text");
    }

    private List<Json> oneBatch(List<Call> calls) {
        var requests = calls.stream().map(this::request).toList();
        if (!(exchange(Json.array(requests)) instanceof JsonArray answers)) {
            throw new SoukException(ErrorCode.BAD_JSON, "the chain did not answer a batch with an array");
        }
        var byId = new HashMap<Long, JsonObject>();
        answers.objects().forEach(answer -> byId.put(answer.integer("id"), answer));
        return requests.stream()
                .map(request -> Optional.ofNullable(byId.get(request.integer("id")))
                        .map(JsonRpc::result)
                        .orElseThrow(() -> new SoukException(ErrorCode.BAD_JSON, "the chain left out an answer")))
                .toList();
    }

    private JsonObject request(Call call) {
        return Json.object()
                .put("jsonrpc", "2.0")
                .put("id", nextId.getAndIncrement())
                .put("method", call.method())
                .put("params", Json.array(call.parameters()))
                .build();
    }

    private static Json result(Json answer) {
        var object = asObject(answer);
        if (object.has("error")) {
            var error = object.object("error");
            throw new RpcError(
                    error.integer("code", 0), error.optionalText("message").orElse("error"), data(error));
        }
        return object.get("result").orElseGet(Json.Null::new);
    }

    private static Optional<byte[]> data(JsonObject error) {
        return error.get("data")
                .filter(Json.Text.class::isInstance)
                .map(JsonRpc::asText)
                .filter(text -> text.startsWith("0x"))
                .map(Quantity::bytes);
    }

    private Json exchange(Json body) {
        var request = HttpRequest.newBuilder(endpoint)
                .header("content-type", "application/json")
                .timeout(ANSWER)
                .POST(HttpRequest.BodyPublishers.ofByteArray(body.canonical()))
                .build();
        var pause = FIRST_PAUSE;
        for (int attempt = 1; ; attempt++) {
            try {
                return Json.parse(sent(request));
            } catch (IOException e) {
                if (attempt == ATTEMPTS) {
                    throw new SoukException(ErrorCode.UNAVAILABLE, "the chain at " + endpoint + " does not answer", e);
                }
                Pauses.sleep(pause);
                pause = pause.multipliedBy(2);
            }
        }
    }

    private byte[] sent(HttpRequest request) throws IOException {
        try {
            var response = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
            if (response.statusCode() != 200) {
                throw new IOException("HTTP status " + response.statusCode());
            }
            return response.body();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SoukException(ErrorCode.UNAVAILABLE, "interrupted while waiting for the chain", e);
        }
    }
}
