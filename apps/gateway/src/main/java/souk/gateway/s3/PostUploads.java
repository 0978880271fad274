package souk.gateway.s3;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import souk.gateway.store.Bucket;
import souk.gateway.store.Checksum.Algorithm;
import souk.gateway.store.PutResult;
import souk.gateway.store.WriteCondition;
import souk.trust.sigv4.Header;
import souk.trust.sigv4.Percent;
import souk.trust.sigv4.SignableRequest;

/// PostObject: a file that a browser sends in a form, with a policy that someone signed for it.
final class PostUploads {
    private static final Set<String> AS_HEADERS = Set.of(
            "cache-control", "content-disposition", "content-encoding", "content-language", "content-type", "expires");

    private static final Pattern HEADER_NAME = Pattern.compile("[a-z0-9._-]{1,128}");

    private final S3Context context;
    private final BucketAccess access;
    private final Guard guard;
    private final Authentication authentication;
    private final BodyIntake intake;
    private final ObjectWrites writes;
    private final ObjectDescriptions descriptions;

    PostUploads(
            S3Context context,
            BucketAccess access,
            Guard guard,
            Authentication authentication,
            BodyIntake intake,
            ObjectWrites writes,
            ObjectDescriptions descriptions) {
        this.context = context;
        this.access = access;
        this.guard = guard;
        this.authentication = authentication;
        this.intake = intake;
        this.writes = writes;
        this.descriptions = descriptions;
    }

    Reply upload(S3Call call) throws IOException {
        var bucket = access.require(call);
        var form = PostForm.open(call);
        if (form.field("key").filter(key -> !key.isEmpty()).isEmpty()) {
            throw new S3Exception(
                    S3Error.InvalidArgument,
                    "Bucket POST must contain a field named 'key'.  If it is specified, please"
                            + " check the order of the fields.");
        }
        var account = authentication.account(form);
        var policy = form.field("policy").map(PostPolicy::parse);
        var fields = new HashMap<>(form.fields());
        fields.put("bucket", bucket.name().value());
        requireOwn(form, bucket);
        policy.ifPresent(each -> each.require(fields, context.now()));
        var write = write(call, bucket, form, account);
        guard.require(write, "s3:PutObject", bucket, write.target().key(), Optional.empty());
        return answer(call, form, bucket, store(write, bucket, form, policy));
    }

    private PutResult.Stored store(S3Call write, Bucket bucket, PostForm form, Optional<PostPolicy> policy)
            throws IOException {
        var description = descriptions.read(write, bucket);
        var expected = ChecksumHeaders.read(form::field);
        var file = new FormFile(
                form.file(),
                policy.map(PostPolicy::minSize).orElse(0L),
                policy.map(PostPolicy::maxSize).orElse(BodyIntake.MAX_BYTES),
                expected);
        var algorithm = expected.map(ChecksumHeaders.Value::algorithm).orElse(Algorithm.CRC64NVME);
        BodyIntake.Received received;
        try {
            received = intake.store(write, bucket, description.headers(), file, form.length(), algorithm);
        } catch (IOException | RuntimeException e) {
            throw file.fault().map(BodyFault::toS3).orElseThrow(() -> rethrow(e));
        }
        return writes.show(write, bucket, received, description, new WriteCondition.Always());
    }

    /// The write the form means, as if it had come with headers.
    private static S3Call write(S3Call call, Bucket bucket, PostForm form, Account account) {
        var headers = new ArrayList<Header>();
        form.fields().forEach((name, value) -> {
            if (AS_HEADERS.contains(name) || name.startsWith("x-amz-")) {
                headers.add(header(name, value));
            }
        });
        form.field("acl").ifPresent(acl -> headers.add(header("x-amz-acl", acl)));
        form.field("tagging")
                .map(xml -> TagSets.parse(xml.getBytes(UTF_8), TagSets.MAX_OF_OBJECT))
                .ifPresent(tags -> headers.add(new Header("x-amz-tagging", tags.toText())));
        var key = form.fields().getOrDefault("key", "");
        var wire = new SignableRequest("POST", call.wire().rawPath(), "", List.copyOf(headers));
        return call.as(account, wire, new S3Target(bucket.name().value(), key));
    }

    /// Fields may hold what no header can, such as the end of a line, and it would come back as one.
    private static Header header(String name, String value) {
        if (!HEADER_NAME.matcher(name).matches() || value.chars().anyMatch(Character::isISOControl)) {
            throw new S3Exception(S3Error.InvalidArgument, "The form's field " + name + " is not a header.");
        }
        return new Header(name, value);
    }

    private static void requireOwn(PostForm form, Bucket bucket) {
        if (form.field("bucket")
                .filter(name -> !name.equals(bucket.name().value()))
                .isPresent()) {
            throw new S3Exception(S3Error.AccessDenied);
        }
    }

    private static Reply answer(S3Call call, PostForm form, Bucket bucket, PutResult.Stored stored) {
        var object = stored.object();
        var etag = "\"" + object.etag() + "\"";
        // The form went to the bucket: by its path, or by its host.
        var path = call.wire().rawPath();
        var location = call.address((path.endsWith("/") ? path : path + "/")
                + Percent.encodePath(object.key().value().getBytes(UTF_8)));
        var redirect = form.field("success_action_redirect")
                .or(() -> form.field("redirect"))
                .filter(PostUploads::isAddress);
        var reply = redirect.map(address -> Reply.of(303).with("Location", query(address, bucket, stored)))
                .orElseGet(() -> switch (form.field("success_action_status").orElse("")) {
                    case "200" -> Reply.of(200);
                    case "201" -> created(bucket, stored, location, etag);
                    default -> Reply.of(204);
                });
        var headers = Map.of("ETag", etag, "Location", location);
        var told = redirect.isPresent() ? reply.with("ETag", etag) : reply.with(headers);
        return ObjectWrites.versioned(told, stored)
                .with(Encryption.of(object.headers()))
                .with(object.checksum().map(ChecksumHeaders::of).orElse(Map.of()));
    }

    private static Reply created(Bucket bucket, PutResult.Stored stored, String location, String etag) {
        var document = Xml.plainDocument(
                "PostResponse",
                xml -> xml.text("Location", location)
                        .text("Bucket", bucket.name().value())
                        .text("Key", stored.object().key().value())
                        .text("ETag", etag));
        return new Reply(201, Map.of("Content-Type", "application/xml"), new Reply.Document(document));
    }

    private static String query(String address, Bucket bucket, PutResult.Stored stored) {
        var object = stored.object();
        return address + (address.contains("?") ? "&" : "?") + "bucket="
                + Percent.encode(bucket.name().value()) + "&key="
                + Percent.encode(object.key().value()) + "&etag=%22" + object.etag() + "%22";
    }

    private static boolean isAddress(String text) {
        try {
            var uri = URI.create(text);
            return "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static RuntimeException rethrow(Exception e) {
        return e instanceof RuntimeException known ? known : new UncheckedIOException((IOException) e);
    }
}
