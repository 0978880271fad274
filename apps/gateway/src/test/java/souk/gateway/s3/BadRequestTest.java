package souk.gateway.s3;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.CRC32;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import souk.trust.sigv4.Credentials;
import souk.trust.sigv4.Header;
import souk.trust.sigv4.SigV4;
import souk.trust.sigv4.SigV4Signer;
import souk.trust.sigv4.SignableRequest;

/// What the door says to requests that are wrong, byte by byte; and that nothing is stored then.
final class BadRequestTest {
    private static final byte[] NOTHING = new byte[0];
    private static final byte[] HELLO = "hello".getBytes(UTF_8);

    @TempDir
    private static Path folder;

    private static LocalDoor door;
    private static RawClient client;

    @BeforeAll
    static void open() throws IOException {
        door = LocalDoor.open(folder);
        client = new RawClient(door.uri());
        var created =
                client.send(client.sign(put("/bkt", 0), SigV4.UNSIGNED_PAYLOAD).request(), NOTHING);
        assertThat(created.status()).isEqualTo(200);
    }

    @AfterAll
    static void close() {
        door.close();
    }

    @Test
    void refusesAWrongSecret() throws IOException {
        var forger = new Account(new Credentials("AKOWNER", "guess"), LocalDoor.OWNER.tenant(), "forger");
        var signed = client.sign(put("/bkt/k", 5), SigV4.UNSIGNED_PAYLOAD, forger, Instant.now());

        assertRefused(client.send(signed.request(), HELLO), 403, "SignatureDoesNotMatch");
    }

    @Test
    void refusesAnUnknownKey() throws IOException {
        var nobody = new Account(new Credentials("AKNOBODY", "x"), LocalDoor.OWNER.tenant(), "nobody");
        var signed = client.sign(put("/bkt/k", 5), SigV4.UNSIGNED_PAYLOAD, nobody, Instant.now());

        assertRefused(client.send(signed.request(), HELLO), 403, "InvalidAccessKeyId");
    }

    @Test
    void refusesAClockThatIsOff() throws IOException {
        var signed = client.sign(
                put("/bkt/k", 5),
                SigV4.UNSIGNED_PAYLOAD,
                LocalDoor.OWNER,
                Instant.now().minus(Duration.ofMinutes(16)));

        assertRefused(client.send(signed.request(), HELLO), 403, "RequestTimeTooSkewed");
    }

    @Test
    void refusesAnUnsignedRequest() throws IOException {
        assertRefused(client.send(put("/bkt/k", 5), HELLO), 403, "AccessDenied");
    }

    @Test
    void answersBadAuthenticationBeforeTheBodyIsSent() throws IOException {
        var expecting = put("/bkt/k", 1 << 20).with("Expect", "100-continue");

        var answer = client.exchange(RawClient.head(expecting) + "Connection: close\r\n\r\n", NOTHING);

        assertThat(answer.head()).startsWith("HTTP/1.1 403");
        assertThat(answer.code()).isEqualTo("AccessDenied");
    }

    @Test
    void tellsTheClientToGoOnWhenTheSignatureIsRight() throws IOException {
        var expecting = client.sign(put("/bkt/expected", 5).with("Expect", "100-continue"), SigV4.UNSIGNED_PAYLOAD);

        var answer = client.send(expecting.request(), HELLO);

        assertThat(answer.head()).startsWith("HTTP/1.1 100");
        assertThat(answer.body()).startsWith("HTTP/1.1 200");
    }

    @Test
    void refusesABodyThatIsNotTheSignedOne() throws IOException {
        var signed = client.sign(put("/bkt/k", 5), sha256("other".getBytes(UTF_8)));

        assertRefused(client.send(signed.request(), HELLO), 400, "XAmzContentSHA256Mismatch");
    }

    @Test
    void refusesAWrongDigest() throws IOException {
        var md5 = put("/bkt/k", 5).with("Content-MD5", "AAAAAAAAAAAAAAAAAAAAAA==");
        var broken = put("/bkt/k", 5).with("Content-MD5", "AAAA");
        var crc = put("/bkt/k", 5).with("x-amz-checksum-crc32", "AAAAAA==");

        assertRefused(send(md5, HELLO), 400, "BadDigest");
        assertRefused(send(broken, HELLO), 400, "InvalidDigest");
        assertRefused(send(crc, HELLO), 400, "BadDigest");
    }

    @Test
    void refusesATruncatedBody() throws IOException {
        assertRefused(send(put("/bkt/k", 10), HELLO), 400, "IncompleteBody");
    }

    @Test
    void refusesABodyWithoutLength() throws IOException {
        var request = client.request("PUT", "/bkt/k", "").with("Transfer-Encoding", "chunked");

        assertRefused(send(request, "0\r\n\r\n".getBytes(UTF_8)), 411, "MissingContentLength");
    }

    @Test
    void acceptsSignedChunksAndRefusesForgedOnes() throws IOException {
        var good = chunked("/bkt/chunks", SigV4.STREAMING_SIGNED, 5);
        var forged = chunked("/bkt/k", SigV4.STREAMING_SIGNED, 5);

        var stored = client.send(good.request(), framed(chunks(good, HELLO, HELLO)));
        var refused = client.send(forged.request(), framed(chunks(forged, HELLO, "jello".getBytes(UTF_8))));

        assertThat(stored.status()).isEqualTo(200);
        assertThat(get("/bkt/chunks").body()).isEqualTo("hello");
        assertRefused(refused, 403, "SignatureDoesNotMatch");
    }

    @Test
    void refusesATruncatedChunk() throws IOException {
        var signed = chunked("/bkt/k", SigV4.STREAMING_UNSIGNED_TRAILER, 5);

        assertRefused(client.send(signed.request(), framed("5\r\nhel".getBytes(UTF_8))), 400, "IncompleteBody");
        assertRefused(client.send(signed.request(), framed("5\r\nhello\r\n".getBytes(UTF_8))), 400, "IncompleteBody");
        assertRefused(client.send(signed.request(), framed("zz\r\nhello\r\n".getBytes(UTF_8))), 400, "IncompleteBody");
    }

    @Test
    void verifiesATrailingChecksum() throws IOException {
        var crc = new CRC32();
        crc.update(HELLO);
        var right = "5\r\nhello\r\n0\r\nx-amz-checksum-crc32:%s\r\n\r\n"
                .formatted(ChecksumHeaders.base64(HexFormat.of().parseHex("%08x".formatted(crc.getValue()))));
        var wrong = "5\r\nhello\r\n0\r\nx-amz-checksum-crc32:AAAAAA==\r\n\r\n";
        var none = "5\r\nhello\r\n0\r\n\r\n";
        var shapeless = "5\r\nhello\r\n0\r\nx-amz-checksum-crc32:AAAA\r\n\r\n";
        var malformed = "5\r\nhello\r\n0\r\nx-amz-checksum-crc32\r\n\r\n";

        assertThat(client.send(trailing("/bkt/trailer").request(), framed(right.getBytes(UTF_8)))
                        .status())
                .isEqualTo(200);
        assertRefused(client.send(trailing("/bkt/k").request(), framed(wrong.getBytes(UTF_8))), 400, "BadDigest");
        assertRefused(client.send(trailing("/bkt/k").request(), framed(none.getBytes(UTF_8))), 400, "IncompleteBody");
        assertRefused(
                client.send(trailing("/bkt/k").request(), framed(shapeless.getBytes(UTF_8))), 400, "InvalidRequest");
        assertRefused(
                client.send(trailing("/bkt/k").request(), framed(malformed.getBytes(UTF_8))),
                400,
                "MalformedTrailerError");
    }

    @Test
    void refusesAnOversizedHeader() throws IOException {
        var huge = client.request("GET", "/bkt", "").with("x-amz-meta-huge", "x".repeat(S3Listener.MAX_HEADERS));

        assertThat(send(huge, NOTHING).status()).isIn(400, 431);
    }

    @Test
    void refusesTooMuchMetadataAndTooLongKeys() throws IOException {
        var metadata = put("/bkt/k", 5).with("x-amz-meta-big", "x".repeat(StoredHeaders.MAX_METADATA));

        assertRefused(send(metadata, HELLO), 400, "MetadataTooLarge");
        assertRefused(send(put("/bkt/" + "k".repeat(1025), 5), HELLO), 400, "KeyTooLongError");
    }

    @Test
    void refusesBadNames() throws IOException {
        assertRefused(send(put("/Bad_Bucket", 0), NOTHING), 400, "InvalidBucketName");
        assertRefused(send(put("/192.168.0.1", 0), NOTHING), 400, "InvalidBucketName");
        assertRefused(send(put("/bkt/%ff", 5), HELLO), 400, "InvalidURI");
        assertRefused(send(client.request("GET", "/no-such-bucket/k", ""), NOTHING), 404, "NoSuchBucket");
    }

    @Test
    void refusesDocumentsThatAreNotWellFormedOrReachOut() throws IOException {
        var entity = "<!DOCTYPE d [<!ENTITY e SYSTEM \"file:///etc/hostname\">]>"
                + "<Delete><Object><Key>&e;</Key></Object></Delete>";

        assertRefused(document("/bkt", "delete", entity), 400, "MalformedXML");
        assertRefused(document("/bkt", "delete", "<Delete><Object>"), 400, "MalformedXML");
        assertRefused(document("/bkt", "delete", "<Delete></Delete>"), 400, "MalformedXML");
        assertRefused(document("/bkt", "delete", "<a>".repeat(100_000)), 400, "MalformedXML");
    }

    @Test
    void refusesWhatItDoesNotKnow() throws IOException {
        assertRefused(send(client.request("GET", "/bkt/k", "torrent"), NOTHING), 501, "NotImplemented");
        assertRefused(send(client.request("PATCH", "/bkt/k", ""), NOTHING), 405, "MethodNotAllowed");
        assertRefused(send(client.request("GET", "/bkt", "max-keys=many"), NOTHING), 400, "InvalidArgument");
        assertRefused(send(client.request("GET", "/bkt/k", "AWSAccessKeyId=x&Signature=y"), NOTHING), 404, "NoSuchKey");
        assertRefused(
                client.send(client.request("GET", "/bkt/k", "AWSAccessKeyId=x&Signature=y"), NOTHING),
                400,
                "AuthorizationQueryParametersError");
    }

    @Test
    void keepsKeysAsTheyAreWritten() throws IOException {
        for (var path : new String[] {
            "/bkt/keys//double",
            "/bkt/keys/../up",
            "/bkt/keys/./dot",
            "/bkt/keys/%2F",
            "/bkt/keys/a%3Bb%3Fc%25",
            "/bkt/keys/semi;colon=1"
        }) {
            assertThat(send(put(path, 5), HELLO).status()).as(path).isEqualTo(200);
            assertThat(get(path).body()).as(path).isEqualTo("hello");
        }

        var listed = send(client.request("GET", "/bkt", "prefix=keys"), NOTHING).body();

        assertThat(listed)
                .contains("<Key>keys//double</Key>")
                .contains("<Key>keys/../up</Key>")
                .contains("<Key>keys/./dot</Key>")
                .contains("<Key>keys//</Key>")
                .contains("<Key>keys/a;b?c%</Key>")
                .contains("<Key>keys/semi;colon=1</Key>");
    }

    @Test
    void servesPresignedAddressesWithOverrides() throws IOException {
        send(put("/bkt/presigned", 5), HELLO);
        var presigned = signer().presign(
                        client.request("GET", "/bkt/presigned", "response-content-type=text%2Fx"),
                        SigV4.UNSIGNED_PAYLOAD,
                        Duration.ofMinutes(1),
                        Instant.now());

        var answer = client.send(presigned, NOTHING);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.head()).contains("text/x");
        assertThat(answer.body()).isEqualTo("hello");
    }

    @Test
    void takesAnUploadByAPresignedAddressWithTheHeadersThatWereSigned() throws IOException {
        var signed = signer().presign(
                        put("/bkt/by-address", 5).with("x-amz-meta-a", "1"),
                        SigV4.UNSIGNED_PAYLOAD,
                        SigV4.MAX_PRESIGN,
                        Instant.now());
        var other = new SignableRequest(
                signed.method(),
                signed.rawPath(),
                signed.rawQuery(),
                signed.headers().stream()
                        .map(header -> header.name().equals("x-amz-meta-a") ? new Header("x-amz-meta-a", "2") : header)
                        .toList());

        assertThat(client.send(other, HELLO).code()).isEqualTo("SignatureDoesNotMatch");
        assertThat(client.send(signed.with("x-amz-acl", "public-read"), HELLO).code())
                .isEqualTo("AccessDenied");
        assertThat(client.send(signed, HELLO).status()).isEqualTo(200);
        assertThat(get("/bkt/by-address").head()).containsIgnoringCase("x-amz-meta-a: 1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-7", "604801", "999999999999"})
    void refusesPresignedAddressesThatLiveTooLongOrNotAtAll(String seconds) throws IOException {
        var presigned = signer().presign(
                        client.request("GET", "/bkt/k", ""),
                        SigV4.UNSIGNED_PAYLOAD,
                        Duration.ofMinutes(1),
                        Instant.now());
        var changed = new SignableRequest(
                "GET",
                presigned.rawPath(),
                presigned.rawQuery().replace("X-Amz-Expires=60", "X-Amz-Expires=" + seconds),
                presigned.headers());

        assertRefused(client.send(changed, NOTHING), 403, "AccessDenied");
    }

    @Test
    void refusesAPresignedAddressAfterItsTime() throws IOException {
        var presigned = signer().presign(
                        client.request("GET", "/bkt/k", ""),
                        SigV4.UNSIGNED_PAYLOAD,
                        Duration.ofSeconds(1),
                        Instant.now().minusSeconds(3));

        assertRefused(client.send(presigned, NOTHING), 403, "AccessDenied");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ab", "a..b", "a.-b", "a-.b", "-ab", "ab-", "a_b", "192.168.5.123", "Abc"})
    void refusesBucketNamesThatAreNoHosts(String name) throws IOException {
        assertRefused(
                send(client.request("PUT", "/" + name, "").with("Content-Length", "0"), NOTHING),
                400,
                "InvalidBucketName");
    }

    @Test
    void findsTheBucketInTheHost() throws IOException {
        send(client.request("PUT", "/a.b-c.d", "").with("Content-Length", "0"), NOTHING);
        send(put("/bkt/in-host", 5), HELLO);
        send(put("/a.b-c.d/in-host", 5), HELLO);

        for (var host : List.of("bkt.door.test:9000", "BKT.door.test", "a.b-c.d.door.test:9000")) {
            var request = new SignableRequest("GET", "/in-host", "", List.of(new Header("Host", host)));
            assertThat(send(request, NOTHING).body()).as(host).isEqualTo("hello");
        }
        var listing = new SignableRequest("GET", "/", "list-type=2", List.of(new Header("Host", "a.b-c.d.door.test")));
        assertThat(send(listing, NOTHING).body()).contains("<Key>in-host</Key>");
        var service = new SignableRequest("GET", "/", "", List.of(new Header("Host", "door.test:9000")));
        assertThat(send(service, NOTHING).body()).contains("<Name>bkt</Name>");
    }

    @Test
    void keepsTheContentEncodingWithoutTheFraming() throws IOException {
        var body = "5\r\nhello\r\n0\r\n\r\n".getBytes(UTF_8);
        var request = put("/bkt/encoded", body.length)
                .with("Content-Encoding", "gzip,aws-chunked")
                .with("x-amz-decoded-content-length", "5");

        assertThat(send(request, body).status()).isEqualTo(200);

        assertThat(get("/bkt/encoded").head()).containsIgnoringCase("content-encoding: gzip\r");
        assertThat(get("/bkt/encoded").body()).isEqualTo("hello");
    }

    private static SigV4Signer signer() {
        return SigV4Signer.s3(LocalDoor.OWNER.credentials(), LocalDoor.REGION);
    }

    private static RawClient.Answer document(String path, String query, String text) throws IOException {
        var bytes = text.getBytes(UTF_8);
        var request = client.request("POST", path, query)
                .with("Content-Length", Integer.toString(bytes.length))
                .with("Content-MD5", Base64.getEncoder().encodeToString(RunningChecksum.md5(bytes)));
        return client.send(client.sign(request, sha256(bytes)).request(), bytes);
    }

    private static SigV4Signer.Signed chunked(String path, String mode, int length) {
        var request = client.request("PUT", path, "")
                .with("Transfer-Encoding", "chunked")
                .with("x-amz-decoded-content-length", Integer.toString(length));
        return client.sign(request, mode);
    }

    private static SigV4Signer.Signed trailing(String path) {
        var request = client.request("PUT", path, "")
                .with("Transfer-Encoding", "chunked")
                .with("x-amz-trailer", "x-amz-checksum-crc32")
                .with("x-amz-decoded-content-length", "5");
        return client.sign(request, SigV4.STREAMING_UNSIGNED_TRAILER);
    }

    private static byte[] chunks(SigV4Signer.Signed signed, byte[] signedBytes, byte[] sentBytes) {
        var first = signed.chunks().next(digest(signedBytes));
        var last = signed.chunks().next(digest(NOTHING));
        var text = "%x;chunk-signature=%s\r\n%s\r\n0;chunk-signature=%s\r\n\r\n"
                .formatted(sentBytes.length, first, new String(sentBytes, UTF_8), last);
        return text.getBytes(UTF_8);
    }

    /// As HTTP/1.1 sends bodies of no announced length.
    private static byte[] framed(byte[] body) {
        var framed = new ByteArrayOutputStream();
        framed.writeBytes((Integer.toHexString(body.length) + "\r\n").getBytes(UTF_8));
        framed.writeBytes(body);
        framed.writeBytes("\r\n0\r\n\r\n".getBytes(UTF_8));
        return framed.toByteArray();
    }

    private static SignableRequest put(String path, int length) {
        return client.request("PUT", path, "").with("Content-Length", Integer.toString(length));
    }

    private static RawClient.Answer get(String path) throws IOException {
        return send(client.request("GET", path, ""), NOTHING);
    }

    private static RawClient.Answer send(SignableRequest request, byte[] body) throws IOException {
        return client.send(client.sign(request, SigV4.UNSIGNED_PAYLOAD).request(), body);
    }

    private static void assertRefused(RawClient.Answer answer, int status, String code) throws IOException {
        assertThat(answer.code()).as(answer.toString()).isEqualTo(code);
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.head()).containsIgnoringCase("x-amz-request-id");
        assertThat(get("/bkt/k").code()).as("nothing is stored").isEqualTo("NoSuchKey");
    }

    private static String sha256(byte[] bytes) {
        return HexFormat.of().formatHex(digest(bytes));
    }

    private static byte[] digest(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
