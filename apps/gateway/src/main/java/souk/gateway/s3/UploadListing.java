package souk.gateway.s3;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import souk.gateway.store.Bucket;
import souk.gateway.store.Upload;
import souk.trust.sigv4.Percent;

/// ListMultipartUploads.
final class UploadListing {
    private static final int PAGE = 1_000;

    private final S3Context context;
    private final BucketAccess access;
    private final Owners owners;

    UploadListing(S3Context context, BucketAccess access) {
        this.context = context;
        this.access = access;
        this.owners = new Owners(context.accounts());
    }

    Reply list(S3Call call) {
        var bucket = access.require(call);
        var form = Form.of(call);
        var page = page(bucket, form);
        return Reply.xml("ListMultipartUploadsResult", xml -> {
            xml.text("Bucket", bucket.name().value());
            xml.text("KeyMarker", form.encode(form.keyMarker())).text("UploadIdMarker", form.idMarker());
            if (page.truncated()) {
                xml.text("NextKeyMarker", form.encode(page.entries().getLast().name()));
                page.entries().getLast().upload().ifPresent(last -> xml.text("NextUploadIdMarker", last.id()));
            }
            xml.text("Prefix", form.encode(form.prefix()));
            form.head(xml);
            xml.flag("IsTruncated", page.truncated());
            page.entries().forEach(entry -> entry.write(xml, form, owners));
        });
    }

    /// What is asked for.
    private record Form(
            String prefix, String delimiter, String keyMarker, String idMarker, int limit, boolean urlEncoded) {
        static Form of(S3Call call) {
            var encoding = call.parameter("encoding-type").filter(text -> !text.isEmpty());
            if (encoding.filter(text -> !text.equals("url")).isPresent()) {
                throw new S3Exception(S3Error.InvalidArgument, "Invalid Encoding Method specified in Request");
            }
            return new Form(
                    call.parameter("prefix").orElse(""),
                    call.parameter("delimiter").orElse(""),
                    call.parameter("key-marker").orElse(""),
                    call.parameter("upload-id-marker").orElse(""),
                    Math.min(
                            PAGE,
                            call.number("max-uploads", 0, Integer.MAX_VALUE).orElse(PAGE)),
                    encoding.isPresent());
        }

        void head(Xml xml) {
            if (!delimiter.isEmpty()) {
                xml.text("Delimiter", encode(delimiter));
            }
            if (urlEncoded) {
                xml.text("EncodingType", "url");
            }
            xml.number("MaxUploads", limit);
        }

        String encode(String text) {
            return urlEncoded ? Percent.encodePath(text.getBytes(UTF_8)) : text;
        }

        /// What the key is rolled up under.
        Optional<String> common(String key) {
            var end = delimiter.isEmpty() ? -1 : key.indexOf(delimiter, prefix.length());
            return end < 0 ? Optional.empty() : Optional.of(key.substring(0, end + delimiter.length()));
        }
    }

    /// An upload, or what several were rolled up under.
    private record Entry(String name, Optional<Upload> upload) {
        void write(Xml xml, Form form, Owners owners) {
            if (upload.isEmpty()) {
                xml.element("CommonPrefixes", common -> common.text("Prefix", form.encode(name)));
                return;
            }
            xml.element("Upload", entry -> {
                entry.text("Key", form.encode(name));
                entry.text("UploadId", upload.get().id());
                owners.write(entry, "Initiator", upload.get().ownership().owner());
                owners.write(entry, "Owner", upload.get().ownership().owner());
                entry.text("StorageClass", "STANDARD");
                entry.time("Initiated", upload.get().created());
                entry.text("ChecksumAlgorithm", upload.get().algorithm().name());
                entry.text("ChecksumType", upload.get().checksumType().name());
            });
        }
    }

    private record Page(List<Entry> entries, boolean truncated) {}

    private Page page(Bucket bucket, Form form) {
        var entries = new ArrayList<Entry>();
        var key = form.keyMarker();
        var id = form.idMarker();
        // A page before may have ended with what its keys were rolled up under.
        var rolled = form.common(key).filter(key::equals);
        while (form.limit() > 0) {
            var batch = context.metadata().uploads().list(bucket.id(), form.prefix(), key, id, PAGE);
            for (var upload : batch) {
                var name = upload.key().value();
                var common = form.common(name);
                if (common.isPresent() && common.equals(rolled)) {
                    continue;
                }
                if (entries.size() == form.limit()) {
                    return new Page(entries, true);
                }
                rolled = common;
                entries.add(
                        common.isPresent()
                                ? new Entry(common.get(), Optional.empty())
                                : new Entry(name, Optional.of(upload)));
            }
            if (batch.size() < PAGE) {
                break;
            }
            key = batch.getLast().key().value();
            id = batch.getLast().id();
        }
        return new Page(entries, false);
    }
}
