package souk.bench.campaign;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import souk.trust.sigv4.Credentials;
import souk.trust.sigv4.Header;
import souk.trust.sigv4.SigV4;
import souk.trust.sigv4.SigV4Signer;
import souk.trust.sigv4.SignableRequest;

/// An S3 client that never tries again by itself: a history needs to know what was sent.
final class Door implements AutoCloseable {
    private static final String REGION = "us-east-1";
    /// Longer than the gateway tries, so that it mostly answers.
    private static final Duration PATIENCE = Duration.ofSeconds(75);

    private static final Duration CONNECT = Duration.ofSeconds(5);

    private final URI endpoint;
    private final SigV4Signer signer;
    private final InstantSource clock;
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT)
            .build();

    Door(URI endpoint, Credentials credentials, InstantSource clock) {
        this.endpoint = endpoint;
        this.signer = SigV4Signer.s3(credentials, REGION);
        this.clock = clock;
    }

    /// How a request ended.
    sealed interface Outcome {}

    /// The door answered, to the last byte.
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Answered(int status, Optional<String> etag, byte[] body) implements Outcome {}

    /// The request was not sent.
    record NotSent() implements Outcome {}

    /// It was sent, and nobody knows what came of it.
    record Lost(String why) implements Outcome {}

    Outcome put(String path, byte[] body) throws InterruptedException {
        return send("PUT", path, "", Map.of(), body);
    }

    Outcome get(String path) throws InterruptedException {
        return send("GET", path, "", Map.of(), new byte[0]);
    }

    Outcome send(String method, String path, String query, Map<String, String> more, byte[] body)
            throws InterruptedException {
        try {
            var answer = client.send(request(method, path, query, more, body), BodyHandlers.ofByteArray());
            var etag = answer.headers().firstValue("etag").map(tag -> tag.replace("\"", ""));
            return new Answered(answer.statusCode(), etag, answer.body());
        } catch (ConnectException e) {
            return new NotSent();
        } catch (IOException e) {
            return new Lost(e.toString());
        }
    }

    private HttpRequest request(String method, String path, String query, Map<String, String> more, byte[] body) {
        var headers = new ArrayList<Header>(List.of(new Header("Host", endpoint.getAuthority())));
        more.forEach((name, value) -> headers.add(new Header(name, value)));
        var signed = signer.sign(
                        new SignableRequest(method, path, query, headers), SigV4.UNSIGNED_PAYLOAD, clock.instant())
                .request();
        var target = endpoint.resolve(query.isEmpty() ? path : path + "?" + query);
        var request = HttpRequest.newBuilder(target)
                .timeout(PATIENCE)
                .method(method, body.length == 0 ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body));
        signed.headers().stream()
                .filter(header -> !header.name().equalsIgnoreCase("host"))
                .forEach(header -> request.header(header.name(), header.value()));
        return request.build();
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
