package souk.sdk.api;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;
import souk.core.hash.Sha256;
import souk.core.json.Json;
import souk.core.json.JsonObject;
import souk.trust.sigv4.Credentials;
import souk.trust.sigv4.Header;
import souk.trust.sigv4.PathRule;
import souk.trust.sigv4.SigV4Signer;
import souk.trust.sigv4.SignableRequest;

/// The gateway's REST API as `openapi.yaml` describes it. Requests carry AWS Signature V4 for the service `souk`, so
/// that one pair of keys opens both doors and no secret crosses the wire.
public final class SoukApi implements AutoCloseable {
    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Duration ANSWER = Duration.ofSeconds(120);
    /// Headers that the HTTP client sets by itself.
    private static final Set<String> OWN_HEADERS = Set.of("host", "content-length");

    private final URI base;
    private final SigV4Signer signer;
    private final InstantSource clock;
    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(CONNECT).build();

    public SoukApi(URI base, Credentials credentials, InstantSource clock) {
        this(base, new SigV4Signer(credentials, "local", "souk", PathRule.EXACT), clock);
    }

    private SoukApi(URI base, SigV4Signer signer, InstantSource clock) {
        this.base = base;
        this.signer = signer;
        this.clock = clock;
    }

    /// The S3 door, for simple requests; its problems are XML and come as `INTERNAL` with their status.
    public static SoukApi ofObjects(URI s3, Credentials credentials, InstantSource clock) {
        return new SoukApi(s3, new SigV4Signer(credentials, "us-east-1", "s3", PathRule.EXACT), clock);
    }

    /// @throws SoukException with the code of the gateway's problem document, or `UNAVAILABLE`
    public JsonObject get(String path) {
        return Json.parseObject(send("GET", path, "application/json", new byte[0]));
    }

    public JsonObject post(String path, JsonObject body) {
        return Json.parseObject(send("POST", path, "application/json", body.canonical()));
    }

    public JsonObject delete(String path) {
        return Json.parseObject(send("DELETE", path, "application/json", new byte[0]));
    }

    public void put(String path, byte[] body) {
        send("PUT", path, "application/octet-stream", body);
    }

    /// The answer's bytes as they are.
    public byte[] bytes(String path) {
        return send("GET", path, "application/octet-stream", new byte[0]);
    }

    private byte[] send(String method, String path, String type, byte[] body) {
        var uri = URI.create(base + path);
        var hash = HexFormat.of().formatHex(Sha256.hash(body));
        var host = uri.getHost() + ":" + uri.getPort();
        var unsigned = new SignableRequest(
                method,
                uri.getRawPath(),
                uri.getRawQuery() == null ? "" : uri.getRawQuery(),
                List.of(
                        new Header("Host", host),
                        new Header("Content-Type", type),
                        new Header("x-amz-content-sha256", hash)));
        var request = HttpRequest.newBuilder(uri)
                .timeout(ANSWER)
                .method(method, HttpRequest.BodyPublishers.ofByteArray(body));
        for (var header : signer.sign(unsigned, hash, clock.instant()).request().headers()) {
            if (!OWN_HEADERS.contains(header.name().toLowerCase(Locale.ROOT))) {
                request.header(header.name(), header.value());
            }
        }
        try {
            return checked(client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray()));
        } catch (IOException e) {
            throw new SoukException(
                    ErrorCode.UNAVAILABLE,
                    "no gateway answers at " + base + ": is the market up? Try ./souk status",
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SoukException(ErrorCode.UNAVAILABLE, "interrupted", e);
        }
    }

    private static byte[] checked(HttpResponse<byte[]> response) {
        if (response.statusCode() < 300) {
            return response.body();
        }
        throw problem(response.statusCode(), response.body());
    }

    private static SoukException problem(int status, byte[] body) {
        try {
            var problem = Json.parseObject(body);
            return new SoukException(ErrorCode.valueOf(problem.text("code")), problem.text("detail"));
        } catch (SoukException | IllegalArgumentException e) {
            return new SoukException(ErrorCode.INTERNAL, "the gateway answered " + status + " without saying why", e);
        }
    }

    @Override
    public void close() {
        client.close();
    }
}
