package souk.gateway.s3;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import souk.gateway.store.Listings.Entry;
import souk.gateway.store.Listings.Page;
import souk.gateway.store.Listings.Query;
import souk.gateway.store.ObjectVersion;
import souk.trust.sigv4.Percent;

/// ListObjects, ListObjectsV2 and ListObjectVersions.
final class ListOperations {
    /// Entries on a page, as in S3; asking for more gives this many.
    static final int MAX_KEYS = 1000;

    private final S3Context context;
    private final BucketAccess access;
    private final Owners owners;

    ListOperations(S3Context context, BucketAccess access) {
        this.context = context;
        this.access = access;
        this.owners = new Owners(context.accounts());
    }

    Reply v1(S3Call call) {
        var bucket = access.require(call);
        var form = Form.of(call);
        var marker = call.parameter("marker").orElse("");
        var page = objects(bucket.id(), form, marker);
        return Reply.xml("ListBucketResult", xml -> {
            form.head(xml, call.target().bucket(), page);
            xml.text("Marker", form.encode(marker));
            if (page.truncated()) {
                xml.text("NextMarker", form.encode(last(page)));
            }
            form.entries(xml, page, (entry, version) -> write(entry, version, form, true));
        });
    }

    Reply v2(S3Call call) {
        var bucket = access.require(call);
        var form = Form.of(call);
        var token = call.parameter("continuation-token");
        var startAfter = call.parameter("start-after").orElse("");
        var withOwner = call.parameter("fetch-owner").filter("true"::equals).isPresent();
        var page = objects(
                bucket.id(),
                form,
                token.filter(text -> !text.isEmpty()).map(Tokens::decode).orElse(startAfter));
        return Reply.xml("ListBucketResult", xml -> {
            form.head(xml, call.target().bucket(), page);
            xml.number("KeyCount", page.entries().size());
            token.ifPresent(text -> xml.text("ContinuationToken", text));
            if (!startAfter.isEmpty()) {
                xml.text("StartAfter", form.encode(startAfter));
            }
            if (page.truncated()) {
                xml.text("NextContinuationToken", Tokens.encode(last(page)));
            }
            form.entries(xml, page, (entry, version) -> write(entry, version, form, withOwner));
        });
    }

    Reply versions(S3Call call) {
        var bucket = access.require(call);
        var form = Form.of(call);
        var keyMarker = call.parameter("key-marker").orElse("");
        var versionMarker = call.parameter("version-id-marker").filter(text -> !text.isEmpty());
        if (versionMarker.isPresent() && keyMarker.isEmpty()) {
            throw new S3Exception(
                    S3Error.InvalidArgument, "A version-id marker cannot be specified without a key marker.");
        }
        var page = form.maxKeys() == 0
                ? Form.EMPTY
                : context.metadata().listings().versions(bucket.id(), form.query(keyMarker, versionMarker));
        return Reply.xml("ListVersionsResult", xml -> {
            form.head(xml, call.target().bucket(), page);
            xml.text("KeyMarker", form.encode(keyMarker));
            xml.text("VersionIdMarker", versionMarker.orElse(""));
            if (page.truncated()) {
                nextMarkers(xml, form, page);
            }
            form.entries(xml, page, (entry, version) -> write(entry, version, form, true));
        });
    }

    private Page objects(long bucket, Form form, String after) {
        return form.maxKeys() == 0
                ? Form.EMPTY
                : context.metadata().listings().objects(bucket, form.query(after, Optional.empty()));
    }

    private static void nextMarkers(Xml xml, Form form, Page page) {
        xml.text("NextKeyMarker", form.encode(last(page)));
        if (page.entries().getLast() instanceof Entry.Item(var version)) {
            xml.text("NextVersionIdMarker", version.version());
        }
    }

    private static String last(Page page) {
        return page.entries().getLast().name();
    }

    private void write(Xml xml, ObjectVersion version, Form form, boolean withOwner) {
        var element = form.versions() ? version.marker() ? "DeleteMarker" : "Version" : "Contents";
        xml.element(element, entry -> {
            entry.text("Key", form.encode(version.key().value()));
            if (form.versions()) {
                entry.text("VersionId", version.version()).flag("IsLatest", version.latest());
            }
            entry.time("LastModified", version.modified());
            if (!version.marker()) {
                stored(entry, version);
            }
            if (withOwner) {
                owners.write(entry, "Owner", version.ownership().owner());
            }
        });
    }

    private static void stored(Xml entry, ObjectVersion version) {
        entry.text("ETag", "\"" + version.etag() + "\"");
        version.checksum().ifPresent(checksum -> {
            entry.text("ChecksumAlgorithm", checksum.algorithm().name());
            entry.text("ChecksumType", checksum.type().name());
        });
        entry.number("Size", version.size()).text("StorageClass", "STANDARD");
    }

    /// What all listings take and echo.
    private record Form(String prefix, String delimiter, int maxKeys, boolean versions, boolean urlEncoded) {
        static final Page EMPTY = new Page(List.of(), false);

        static Form of(S3Call call) {
            var encoding = call.parameter("encoding-type").filter(text -> !text.isEmpty());
            if (encoding.isPresent() && !encoding.get().equals("url")) {
                throw new S3Exception(S3Error.InvalidArgument, "Invalid Encoding Method specified in Request");
            }
            var maxKeys = call.number("max-keys", 0, Integer.MAX_VALUE).orElse(MAX_KEYS);
            return new Form(
                    call.parameter("prefix").orElse(""),
                    call.parameter("delimiter").orElse(""),
                    Math.min(maxKeys, MAX_KEYS),
                    call.query().has("versions"),
                    encoding.isPresent());
        }

        Query query(String after, Optional<String> afterVersion) {
            return new Query(prefix, delimiter, after, afterVersion, maxKeys);
        }

        void head(Xml xml, String bucket, Page page) {
            xml.text("Name", bucket).text("Prefix", encode(prefix)).number("MaxKeys", maxKeys);
            if (!delimiter.isEmpty()) {
                xml.text("Delimiter", encode(delimiter));
            }
            if (urlEncoded) {
                xml.text("EncodingType", "url");
            }
            xml.flag("IsTruncated", page.truncated());
        }

        void entries(Xml xml, Page page, BiConsumer<Xml, ObjectVersion> item) {
            for (var entry : page.entries()) {
                switch (entry) {
                    case Entry.Item(var version) -> item.accept(xml, version);
                    case Entry.CommonPrefix(var name) ->
                        xml.element("CommonPrefixes", common -> common.text("Prefix", encode(name)));
                }
            }
        }

        String encode(String text) {
            return urlEncoded ? Percent.encodePath(text.getBytes(UTF_8)) : text;
        }
    }
}
