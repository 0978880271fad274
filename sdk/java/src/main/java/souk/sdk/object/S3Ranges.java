package souk.sdk.object;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import souk.core.value.Digest;
import souk.trust.sigv4.Credentials;
import souk.trust.sigv4.Header;
import souk.trust.sigv4.SigV4;
import souk.trust.sigv4.SigV4Signer;
import souk.trust.sigv4.SignableRequest;

/// An object behind an S3 door of Souk.
public final class S3Ranges implements ProvenRanges, AutoCloseable {
    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Duration ANSWER = Duration.ofSeconds(120);
    private static final String REGION = "us-east-1";
    /// Headers that the HTTP client sets by itself.
    private static final Set<String> OWN_HEADERS = Set.of("host");
    private static final int NO_RANGE = 416;
    /// Longest text of an error that is shown.
    private static final int ERROR_BYTES = 2_000;

    private final URI object;
    private final SigV4Signer signer;
    private final InstantSource clock;
    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(CONNECT).build();

    /// @param s3 the door
    /// @param version of the object; the latest otherwise. Only with a version two reads are sure to see the same
    public S3Ranges(
            URI s3, Credentials credentials, String bucket, String key, Optional<String> version, InstantSource clock) {
        var path = Arrays.stream(key.split("/", -1)).map(S3Ranges::encoded).collect(Collectors.joining("/"));
        var query = version.map(id -> "?versionId=" + encoded(id)).orElse("");
        this.object = URI.create(s3 + "/" + encoded(bucket) + "/" + path + query);
        this.signer = SigV4Signer.s3(credentials, REGION);
        this.clock = clock;
    }

    @Override
    public Answer read(long from, long toExclusive) throws IOException {
        var answer = send(List.of(new Header("Range", "bytes=" + from + "-" + (toExclusive - 1))));
        if (answer.statusCode() == NO_RANGE && from == 0) {
            // An object without bytes has no ranges; that it has none is proven as well.
            answer.body().close();
            answer = send(List.of());
        }
        try (var body = answer.body()) {
            if (answer.statusCode() >= 300) {
                throw refused(answer.statusCode(), body);
            }
            // One more than was asked for shows that too much came.
            var bytes = body.readNBytes(Math.toIntExact(toExclusive - from + 1));
            return new Answer(bytes, root(answer), proof(answer));
        }
    }

    private HttpResponse<InputStream> send(List<Header> range) throws IOException {
        try {
            return client.send(request(range), HttpResponse.BodyHandlers.ofInputStream());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private HttpRequest request(List<Header> range) {
        var headers = new ArrayList<>(range);
        headers.add(new Header("Host", object.getHost() + ":" + object.getPort()));
        headers.add(new Header("x-souk-proof", "1"));
        var unsigned = new SignableRequest(
                "GET",
                object.getRawPath(),
                Optional.ofNullable(object.getRawQuery()).orElse(""),
                headers);
        var request = HttpRequest.newBuilder(object).timeout(ANSWER).GET();
        var signed = signer.sign(unsigned, SigV4.UNSIGNED_PAYLOAD, clock.instant());
        for (var header : signed.request().headers()) {
            if (!OWN_HEADERS.contains(header.name().toLowerCase(Locale.ROOT))) {
                request.header(header.name(), header.value());
            }
        }
        return request.build();
    }

    private static Optional<Digest> root(HttpResponse<?> answer) throws UnprovenException {
        try {
            return answer.headers().firstValue("x-souk-root").map(Digest::new);
        } catch (IllegalArgumentException e) {
            throw new UnprovenException("the answer names a root that is none", e);
        }
    }

    private static byte[] proof(HttpResponse<?> answer) throws UnprovenException {
        try {
            return answer.headers()
                    .firstValue("x-souk-proof")
                    .map(Base64.getDecoder()::decode)
                    .orElseThrow(() -> new UnprovenException("there is no proof in the answer"));
        } catch (IllegalArgumentException e) {
            throw new UnprovenException("there is no proof in the answer", e);
        }
    }

    private static IOException refused(int status, InputStream body) throws IOException {
        return new IOException(
                "the gateway answered " + status + ": " + new String(body.readNBytes(ERROR_BYTES), UTF_8));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, UTF_8)
                .replace("+", "%20")
                .replace("*", "%2A")
                .replace("%7E", "~");
    }

    @Override
    public void close() {
        client.close();
    }
}
