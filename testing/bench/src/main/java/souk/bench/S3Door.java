package souk.bench;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;
import souk.trust.sigv4.Header;
import souk.trust.sigv4.SigV4;
import souk.trust.sigv4.SigV4Signer;
import souk.trust.sigv4.SignableRequest;

/// A small S3 client: Signature V4 over the headers, the payload unsigned as over TLS, so that the figure is the
/// gateway's and not the client's hashing.
final class S3Door implements AutoCloseable {
    private static final String REGION = "us-east-1";
    /// Headers that the HTTP client sets by itself.
    private static final Set<String> OWN_HEADERS = Set.of("host", "content-length");

    private static final int CONFLICT = 409;

    private final URI endpoint;
    private final SigV4Signer signer;
    private final InstantSource clock;
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    S3Door(Setting.Market market, InstantSource clock) {
        this.endpoint = market.s3();
        this.signer = SigV4Signer.s3(market.credentials(), REGION);
        this.clock = clock;
    }

    /// Makes a bucket that may exist.
    void makeBucket(String bucket) throws IOException, InterruptedException {
        var answer = send("PUT", "/" + bucket, BodyPublishers.noBody());
        try (var body = answer.body()) {
            if (answer.statusCode() != CONFLICT) {
                check(answer.statusCode(), body);
            }
        }
    }

    void put(String path, BodyPublisher content) throws IOException, InterruptedException {
        consume(send("PUT", path, content));
    }

    void delete(String path) throws IOException, InterruptedException {
        consume(send("DELETE", path, BodyPublishers.noBody()));
    }

    /// The object's bytes, to be closed by the caller.
    InputStream get(String path) throws IOException, InterruptedException {
        var answer = send("GET", path, BodyPublishers.noBody());
        check(answer.statusCode(), answer.body());
        return answer.body();
    }

    private HttpResponse<InputStream> send(String method, String path, BodyPublisher content)
            throws IOException, InterruptedException {
        var host = new Header("Host", endpoint.getHost() + ":" + endpoint.getPort());
        var unsigned = new SignableRequest(method, path, "", List.of(host));
        var request = HttpRequest.newBuilder(endpoint.resolve(path)).method(method, content);
        var signed = signer.sign(unsigned, SigV4.UNSIGNED_PAYLOAD, clock.instant());
        for (var header : signed.request().headers()) {
            if (!OWN_HEADERS.contains(header.name().toLowerCase(Locale.ROOT))) {
                request.header(header.name(), header.value());
            }
        }
        return client.send(request.build(), BodyHandlers.ofInputStream());
    }

    private static void consume(HttpResponse<InputStream> answer) throws IOException {
        try (var body = answer.body()) {
            check(answer.statusCode(), body);
            body.transferTo(java.io.OutputStream.nullOutputStream());
        }
    }

    private static void check(int status, InputStream body) throws IOException {
        if (status >= 300) {
            throw new SoukException(
                    ErrorCode.UNAVAILABLE,
                    "the S3 door answered " + status + ": " + new String(body.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    @Override
    public void close() {
        client.close();
    }
}
