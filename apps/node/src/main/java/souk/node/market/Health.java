package souk.node.market;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
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
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + adminPort + "/v1/health"))
                .timeout(TIMEOUT)
                .build();
        try {
            var response = client.send(request, HttpResponse.BodyHandlers.ofByteArray());
            return Optional.of(Json.parseObject(response.body()));
        } catch (IOException | SoukException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    /// Whether the chain answers JSON-RPC, and its head.
    Optional<Long> chainHead(int port) {
        var body = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"eth_blockNumber\",\"params\":[]}";
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port))
                .timeout(TIMEOUT)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        try {
            var response = client.send(request, HttpResponse.BodyHandlers.ofByteArray());
            return Optional.of(Long.decode(Json.parseObject(response.body()).text("result")));
        } catch (IOException | SoukException | NumberFormatException e) {
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
