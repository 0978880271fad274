package souk.node.market;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import souk.core.error.SoukException;
import souk.core.json.Json;
import souk.core.json.JsonObject;

/// Asks the processes of the market how they are.
final class Health implements AutoCloseable {
    private static final Duration TIMEOUT = Duration.ofSeconds(2);

    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(TIMEOUT).build();

    /// The health document of a process, or empty while it does not answer.
    Optional<JsonObject> of(int adminPort) {
        return answer(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + adminPort + "/v1/health")));
    }

    /// Whether the chain answers JSON-RPC, and its head.
    Optional<Long> chainHead(int port) {
        try {
            return rpc(port, "eth_blockNumber", Json.array(List.of())).map(Long::decode);
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    /// Whether the chain answers and has a contract there.
    boolean hasCode(int port, String address) {
        return rpc(port, "eth_getCode", Json.texts(List.of(address, "latest")))
                .filter(code -> code.length() > "0x".length())
                .isPresent();
    }

    private Optional<String> rpc(int port, String method, Json parameters) {
        var body = Json.object()
                .put("jsonrpc", "2.0")
                .put("id", 1)
                .put("method", method)
                .put("params", parameters)
                .build();
        return answer(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port))
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(body.toString())))
                .flatMap(answer -> answer.optionalText("result"));
    }

    private Optional<JsonObject> answer(HttpRequest.Builder request) {
        try {
            var response = client.send(request.timeout(TIMEOUT).build(), HttpResponse.BodyHandlers.ofByteArray());
            return Optional.of(Json.parseObject(response.body()));
        } catch (IOException | SoukException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    /// Whether a process says that it is ready.
    boolean ready(int adminPort) {
        return of(adminPort)
                .flatMap(health -> health.optionalText("status"))
                .filter("ready"::equals)
                .isPresent();
    }

    @Override
    public void close() {
        client.close();
    }
}
