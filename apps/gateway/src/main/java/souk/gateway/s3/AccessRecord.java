package souk.gateway.s3;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import souk.gateway.store.TenantId;
import souk.trust.sigv4.Percent;
import souk.trust.sigv4.SigV2Verifier;
import souk.trust.sigv4.SignableRequest;

/// What an access log says of a request to a bucket, besides what [Served] says.
///
/// @param requester the name of who signed
/// @param reply what was answered
record AccessRecord(
        Instant when, SignableRequest wire, S3Target target, String address, Optional<String> requester, Reply reply) {
    private static final String NONE = "-";
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern(
                    "'['dd/MMM/yyyy:HH:mm:ss Z']'", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);

    /// Who reads the log should not be able to send a presigned request again.
    private static final Pattern SIGNATURE = Pattern.compile("([?&](?:X-Amz-)?Signature=)[^&]*");

    private static final Map<String, String> RESOURCES = Map.ofEntries(
            Map.entry("AbortMultipartUpload", "UPLOAD"),
            Map.entry("CompleteMultipartUpload", "UPLOAD"),
            Map.entry("CopyObject", "OBJECT"),
            Map.entry("CreateMultipartUpload", "UPLOADS"),
            Map.entry("DeleteObjects", "MULTI_OBJECT_DELETE"),
            Map.entry("GetObjectAcl", "ACL"),
            Map.entry("GetObjectLegalHold", "LEGAL_HOLD"),
            Map.entry("GetObjectRetention", "RETENTION"),
            Map.entry("ListMultipartUploads", "UPLOADS"),
            Map.entry("ListObjectVersions", "BUCKETVERSIONS"),
            Map.entry("ListObjects", "BUCKET"),
            Map.entry("ListObjectsV2", "BUCKET"),
            Map.entry("ListParts", "UPLOAD"),
            Map.entry("PutBucketLogging", "LOGGING_STATUS"),
            Map.entry("GetBucketLogging", "LOGGING_STATUS"),
            Map.entry("PutObjectAcl", "ACL"),
            Map.entry("PutObjectLegalHold", "LEGAL_HOLD"),
            Map.entry("PutObjectRetention", "RETENTION"),
            Map.entry("UploadPart", "PART"),
            Map.entry("UploadPartCopy", "PART"));

    /// The line, in the format of Amazon's server access logs.
    String line(TenantId owner, Served request) {
        return String.join(
                        " ",
                        owner.value(),
                        target.bucket(),
                        TIME.format(when),
                        address,
                        requester.orElse(NONE),
                        request.requestId(),
                        "REST." + method(request) + "." + resource(request),
                        target.key().isEmpty()
                                ? NONE
                                : Percent.encodePath(target.key().getBytes(UTF_8)),
                        quoted(Optional.of(wire.method() + " " + uri() + " HTTP/1.1")),
                        Integer.toString(request.status()),
                        request.error().orElse(NONE),
                        request.sent() == 0 ? NONE : Long.toString(request.sent()),
                        size(),
                        Long.toString(request.elapsed().toMillis()),
                        Long.toString(request.elapsed().toMillis()),
                        quoted(wire.header("referer")),
                        quoted(wire.header("user-agent")),
                        reply.headers().getOrDefault("x-amz-version-id", NONE),
                        NONE,
                        signatureVersion(),
                        NONE,
                        authentication(),
                        wire.header("host").map(AccessRecord::word).orElse(NONE),
                        NONE,
                        NONE,
                        NONE)
                + "\n";
    }

    /// Of the object that is sent, or of the bytes that came.
    private String size() {
        var range = reply.headers().get("Content-Range");
        if (range != null) {
            return range.substring(range.indexOf('/') + 1);
        }
        return switch (reply.body()) {
            case Reply.Stream stream -> Long.toString(stream.length());
            case Reply.Length(var length) -> Long.toString(length);
            case Reply.Empty(), Reply.Document _ ->
                wire.header("x-amz-decoded-content-length")
                        .or(() -> wire.header("content-length"))
                        .filter(_ -> wire.method().equals("PUT"))
                        .map(AccessRecord::word)
                        .orElse(NONE);
        };
    }

    private String method(Served request) {
        return switch (request.operation()) {
            case "CopyObject", "UploadPartCopy" -> "COPY";
            default -> wire.method();
        };
    }

    private String resource(Served request) {
        var known = RESOURCES.get(request.operation());
        if (known != null) {
            return known;
        }
        var name = request.operation().replaceFirst("^(Get|Put|Post|Head|Delete|Create|List)", "");
        if (name.equals(request.operation())) {
            return target.key().isEmpty() ? "BUCKET" : "OBJECT";
        }
        var bare = name.length() > "Bucket".length() ? name.replaceFirst("^Bucket", "") : name;
        return bare.replaceAll("(?<=[a-z])(?=[A-Z])", "_").toUpperCase(Locale.ROOT);
    }

    private String uri() {
        var query = wire.rawQuery().isEmpty() ? "" : "?" + wire.rawQuery();
        return wire.rawPath() + SIGNATURE.matcher(query).replaceAll("$1-");
    }

    private String signatureVersion() {
        return requester.isEmpty() ? NONE : SigV2Verifier.isSigned(wire) ? "SigV2" : "SigV4";
    }

    private String authentication() {
        if (requester.isEmpty()) {
            return NONE;
        }
        return wire.header("authorization").isPresent() ? "AuthHeader" : "QueryString";
    }

    private static String quoted(Optional<String> text) {
        return text.map(each -> "\"" + each.replace("\"", "%22").replaceAll("\\p{Cntrl}", "") + "\"")
                .orElse("\"-\"");
    }

    private static String word(String text) {
        return text.replaceAll("[\\s\"\\p{Cntrl}]", "");
    }
}
