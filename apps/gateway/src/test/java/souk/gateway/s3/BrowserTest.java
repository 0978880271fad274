package souk.gateway.s3;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.BucketCannedACL;
import software.amazon.awssdk.services.s3.model.CORSRule;
import software.amazon.awssdk.services.s3.model.ObjectCannedACL;
import software.amazon.awssdk.services.s3.model.RoutingRule;
import souk.trust.sigv4.Header;
import souk.trust.sigv4.SignableRequest;

/// What browsers do at the door: calls from other origins, forms, and pages.
final class BrowserTest {
    private static final byte[] NOTHING = new byte[0];
    private static final String BOUNDARY = "----souk";

    @TempDir
    private static Path folder;

    private static LocalDoor door;
    private static S3Client owner;
    private static RawClient browser;
    private static int buckets;

    private String bucket;

    @BeforeAll
    static void open() {
        door = LocalDoor.open(folder);
        owner = SdkClients.of(door, LocalDoor.OWNER);
        browser = new RawClient(door.uri());
    }

    @AfterAll
    static void close() {
        owner.close();
        door.close();
    }

    @BeforeEach
    void createBucket() {
        bucket = "web-" + buckets++;
        owner.createBucket(b -> b.bucket(bucket));
    }

    @Test
    void answersPagesOfOtherOriginsAsTheBucketSays() throws IOException {
        page("open", "hello");
        owner.putBucketCors(b -> b.bucket(bucket)
                .corsConfiguration(c -> c.corsRules(
                        CORSRule.builder()
                                .allowedOrigins("http://*.a.test")
                                .allowedMethods("GET", "PUT")
                                .allowedHeaders("x-amz-*")
                                .exposeHeaders("ETag")
                                .maxAgeSeconds(60)
                                .build(),
                        CORSRule.builder()
                                .allowedOrigins("*")
                                .allowedMethods("HEAD")
                                .build())));

        var preflight = ask("OPTIONS", "/open", "http://www.a.test", "PUT", "X-Amz-Date");
        assertThat(preflight.status()).isEqualTo(200);
        assertThat(preflight.head())
                .contains("Access-Control-Allow-Origin: http://www.a.test")
                .contains("Access-Control-Allow-Methods: GET, PUT")
                .contains("Access-Control-Allow-Headers: x-amz-date")
                .contains("Access-Control-Expose-Headers: ETag")
                .contains("Access-Control-Max-Age: 60");
        assertThat(ask("OPTIONS", "/open", "http://b.test", "HEAD", "").head())
                .contains("Access-Control-Allow-Origin: *");
        assertThat(ask("OPTIONS", "/open", "http://b.test", "PUT", "").code()).isEqualTo("AccessForbidden");
        assertThat(ask("OPTIONS", "/open", "http://www.a.test", "PUT", "x-other")
                        .code())
                .isEqualTo("AccessForbidden");
        assertThat(ask("OPTIONS", "/open", "", "PUT", "").code()).isEqualTo("BadRequest");
        assertThat(ask("OPTIONS", "/open", "http://www.a.test", "", "").code()).isEqualTo("BadRequest");
        var read = ask("GET", "/open", "http://www.a.test", "", "");
        assertThat(read.body()).isEqualTo("hello");
        assertThat(read.head()).contains("Access-Control-Allow-Origin: http://www.a.test");
        var refused = ask("GET", "/absent", "http://www.a.test", "", "");
        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.head()).contains("Access-Control-Allow-Origin: http://www.a.test");
        assertThat(ask("GET", "/open", "http://b.test", "", "").head()).doesNotContain("Access-Control");
    }

    @Test
    void answersNoOtherOriginUntilTheBucketSaysSo() throws IOException {
        assertThat(ask("OPTIONS", "/k", "http://a.test", "GET", "").code()).isEqualTo("AccessForbidden");
    }

    @Test
    void takesAFormThatIsSigned() throws IOException {
        var fields = signed("{\"x-amz-meta-a\": \"1\"}, {\"success_action_status\": \"201\"}, {\"tagging\": \"%s\"}"
                .formatted("<Tagging><TagSet><Tag><Key>t</Key><Value>v</Value></Tag></TagSet></Tagging>"));
        fields.put("key", "up/${filename}");
        fields.put("content-type", "text/plain");
        fields.put("x-amz-meta-a", "1");
        fields.put("success_action_status", "201");
        fields.put("tagging", "<Tagging><TagSet><Tag><Key>t</Key><Value>v</Value></Tag></TagSet></Tagging>");

        var answer = post(fields, "C:\\temp\\name.txt", "hello");

        assertThat(answer.status()).as(answer.toString()).isEqualTo(201);
        assertThat(answer.body()).contains("<Key>up/name.txt</Key>");
        assertThat(answer.head())
                .contains("Location: " + door.uri() + "/" + bucket + "/up/name.txt")
                .contains("x-amz-checksum-crc64nvme: ");
        var object = owner.getObjectAsBytes(b -> b.bucket(bucket).key("up/name.txt"));
        assertThat(object.asUtf8String()).isEqualTo("hello");
        assertThat(object.response().metadata()).containsEntry("a", "1");
        assertThat(object.response().contentType()).isEqualTo("text/plain");
        assertThat(object.response().tagCount()).isEqualTo(1);
    }

    @Test
    void sendsTheBrowserOnAfterTheForm() throws IOException {
        var fields = signed("[\"starts-with\", \"$success_action_redirect\", \"\"]");
        fields.put("key", "a b");
        fields.put("success_action_redirect", "http://a.test/done?x=1");

        var answer = post(fields, "f", "hello");

        assertThat(answer.status()).isEqualTo(303);
        assertThat(answer.head())
                .contains("Location: http://a.test/done?x=1&bucket=" + bucket
                        + "&key=a%20b&etag=%225d41402abc4b2a76b9719d911017c592%22");
    }

    @Test
    void refusesFormsThatAreNotAsSigned() throws IOException {
        var fields = signed("[\"content-length-range\", 2, 5]");
        fields.put("key", "k");

        assertThat(post(fields, "f", "123456").code()).isEqualTo("EntityTooLarge");
        assertThat(post(fields, "f", "1").code()).isEqualTo("EntityTooSmall");
        assertThat(post(with(fields, "x-amz-meta-b", "1"), "f", "123").code()).isEqualTo("AccessDenied");
        assertThat(post(with(fields, "policy", fields.get("policy") + "="), "f", "123")
                        .code())
                .isEqualTo("SignatureDoesNotMatch");
        assertThat(post(with(fields, "x-amz-credential", "AKNOBODY/20261125/us-east-1/s3/aws4_request"), "f", "123")
                        .code())
                .isEqualTo("InvalidAccessKeyId");
        assertThat(post(Map.of("key", "k"), "f", "123").code()).isEqualTo("AccessDenied");
        assertThat(post(with(fields, "key", ""), "f", "123").code()).isEqualTo("InvalidArgument");
        assertThat(post(with(fields, "x-amz-meta-c", "x".repeat(PostForm.MAX_FIELDS)), "f", "123")
                        .code())
                .isEqualTo("MaxPostPreDataLengthExceeded");
        assertThat(owner.listObjectsV2(b -> b.bucket(bucket)).contents()).isEmpty();
    }

    @Test
    void checksTheChecksumOfAForm() throws IOException {
        owner.putBucketAcl(b -> b.bucket(bucket).acl(BucketCannedACL.PUBLIC_READ_WRITE));
        var right = Map.of(
                "key", "k",
                "acl", "public-read",
                "x-amz-checksum-sha256", "LPJNul+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ=");

        assertThat(post(right, "f", "hello").status()).isEqualTo(204);
        assertThat(post(right, "f", "hellO").code()).isEqualTo("BadDigest");
        assertThat(owner.getObjectAsBytes(b -> b.bucket(bucket).key("k")).asUtf8String())
                .isEqualTo("hello");
    }

    @Test
    void keepsLineEndsOfAFormOutOfHeaders() throws IOException {
        owner.putBucketAcl(b -> b.bucket(bucket).acl(BucketCannedACL.PUBLIC_READ_WRITE));

        for (var field : Map.of(
                        "x-amz-meta-a", "1\r\nSet-Cookie: b",
                        "content-type", "text/plain\r",
                        "acl", "private\n",
                        "x-amz-meta-a: b", "1")
                .entrySet()) {
            var fields = Map.of("key", "k", field.getKey(), field.getValue());
            assertThat(post(fields, "f", "hello").code()).as(field.toString()).isEqualTo("InvalidArgument");
        }
    }

    @Test
    void showsABucketAsAWebsite() throws IOException {
        page("index.html", "home");
        page("docs/index.html", "docs");
        page("oops.html", "oops");
        owner.putObject(b -> b.bucket(bucket).key("private.html"), RequestBody.fromString("private"));
        owner.putObject(
                b -> b.bucket(bucket)
                        .key("moved")
                        .acl(ObjectCannedACL.PUBLIC_READ)
                        .websiteRedirectLocation("/docs/"),
                RequestBody.empty());
        website("index.html", "oops.html");

        assertThat(visit("/").body()).isEqualTo("home");
        assertThat(visit("/docs/").body()).isEqualTo("docs");
        assertThat(visit("/docs").status()).isEqualTo(302);
        assertThat(visit("/docs").head()).contains("Location: /docs/");
        assertThat(visit("/moved").status()).isEqualTo(301);
        assertThat(visit("/moved").head()).contains("Location: /docs/");
        assertThat(visit("/private.html").status()).isEqualTo(403);
        assertThat(visit("/private.html").body()).isEqualTo("oops");
        assertThat(visit("/absent").status()).isEqualTo(403);
        owner.putBucketAcl(b -> b.bucket(bucket).acl(BucketCannedACL.PUBLIC_READ));
        assertThat(visit("/absent").status()).isEqualTo(404);
        assertThat(visit("/absent").body()).isEqualTo("oops");
        owner.deleteBucketWebsite(b -> b.bucket(bucket));
        assertThat(visit("/").status()).isEqualTo(404);
        assertThat(visit("/").body()).contains("<h1>404 NoSuchWebsiteConfiguration</h1>");
    }

    @Test
    void sendsBrowsersWhereTheRulesSay() throws IOException {
        owner.putBucketWebsite(b -> b.bucket(bucket)
                .websiteConfiguration(w -> w.indexDocument(i -> i.suffix("index.html"))
                        .routingRules(
                                RoutingRule.builder()
                                        .condition(c -> c.keyPrefixEquals("old/"))
                                        .redirect(r -> r.replaceKeyPrefixWith("new/"))
                                        .build(),
                                RoutingRule.builder()
                                        .condition(c -> c.httpErrorCodeReturnedEquals("403"))
                                        .redirect(r -> r.hostName("a.test")
                                                .protocol("https")
                                                .replaceKeyWith("sorry")
                                                .httpRedirectCode("307"))
                                        .build())));

        assertThat(visit("/old/x y").head()).contains("301").contains("Location: http://" + host() + "/new/x%20y");
        assertThat(visit("/gone").head()).contains("307").contains("Location: https://a.test/sorry");
        owner.putBucketWebsite(
                b -> b.bucket(bucket).websiteConfiguration(w -> w.redirectAllRequestsTo(r -> r.hostName("b.test"))));
        assertThat(visit("/k").head()).contains("301").contains("Location: http://b.test/k");
    }

    private void page(String key, String text) {
        owner.putObject(b -> b.bucket(bucket).key(key).acl(ObjectCannedACL.PUBLIC_READ), RequestBody.fromString(text));
    }

    private void website(String index, String error) {
        owner.putBucketWebsite(b -> b.bucket(bucket)
                .websiteConfiguration(w -> w.indexDocument(i -> i.suffix(index)).errorDocument(e -> e.key(error))));
    }

    private String host() {
        return bucket + ".web.test:9000";
    }

    private RawClient.Answer visit(String path) throws IOException {
        var encoded = path.replace(" ", "%20");
        return browser.send(new SignableRequest("GET", encoded, "", List.of(new Header("Host", host()))), NOTHING);
    }

    private RawClient.Answer ask(String method, String path, String origin, String asked, String headers)
            throws IOException {
        var request = browser.request(method, "/" + bucket + path, "");
        request = origin.isEmpty() ? request : request.with("Origin", origin);
        request = asked.isEmpty() ? request : request.with("Access-Control-Request-Method", asked);
        request = headers.isEmpty() ? request : request.with("Access-Control-Request-Headers", headers);
        return browser.send(request, NOTHING);
    }

    private RawClient.Answer post(Map<String, String> fields, String fileName, String file) throws IOException {
        var body = new StringBuilder();
        fields.forEach((name, value) -> body.append("--" + BOUNDARY + "\r\nContent-Disposition: form-data; name=\"")
                .append(name)
                .append("\"\r\n\r\n")
                .append(value)
                .append("\r\n"));
        body.append("--" + BOUNDARY + "\r\nContent-Disposition: form-data; name=\"file\"; filename=\"")
                .append(fileName)
                .append("\"\r\nContent-Type: text/plain\r\n\r\n")
                .append(file)
                .append("\r\n--" + BOUNDARY
                        + "\r\nContent-Disposition: form-data; name=\"submit\"\r\n\r\nignored\r\n--")
                .append(BOUNDARY)
                .append("--\r\n");
        var bytes = body.toString().getBytes(UTF_8);
        var request = browser.request("POST", "/" + bucket, "")
                .with("Content-Type", "multipart/form-data; boundary=" + BOUNDARY)
                .with("Content-Length", Integer.toString(bytes.length));
        return browser.send(request, bytes);
    }

    /// The fields of a form that lets any key of this bucket be sent, besides what the conditions say.
    private Map<String, String> signed(String conditions) {
        var day = DateTimeFormatter.BASIC_ISO_DATE
                .withZone(ZoneOffset.UTC)
                .format(Instant.now())
                .substring(0, 8);
        var credential = LocalDoor.OWNER.credentials().accessKeyId() + "/" + day + "/us-east-1/s3/aws4_request";
        var document =
                ("{\"expiration\": \"%s\", \"conditions\": [{\"bucket\": \"%s\"}, [\"starts-with\", \"$key\", \"\"],"
                                + " [\"starts-with\", \"$content-type\", \"\"], {\"x-amz-credential\": \"%s\"}, %s]}")
                        .formatted(Instant.now().plusSeconds(60), bucket, credential, conditions);
        var policy = Base64.getEncoder().encodeToString(document.getBytes(UTF_8));
        var fields = new LinkedHashMap<String, String>();
        fields.put("policy", policy);
        fields.put("x-amz-credential", credential);
        fields.put("x-amz-signature", signature(day, policy));
        return fields;
    }

    /// By the description of the scheme, not by the code under test.
    private static String signature(String day, String policy) {
        var key = ("AWS4" + LocalDoor.OWNER.credentials().secretKey()).getBytes(UTF_8);
        for (var part : List.of(day, "us-east-1", "s3", "aws4_request")) {
            key = hmac(key, part);
        }
        return HexFormat.of().formatHex(hmac(key, policy));
    }

    private static byte[] hmac(byte[] key, String text) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(text.getBytes(UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Map<String, String> with(Map<String, String> fields, String name, String value) {
        var other = new LinkedHashMap<>(fields);
        other.put(name, value);
        return other;
    }
}
