package souk.gateway.s3;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import souk.gateway.store.Checksum;
import souk.gateway.store.Durability;
import souk.gateway.store.ObjectVersion;
import souk.gateway.store.Objects;
import souk.gateway.store.Versioning;

/// GetObjectAttributes: what is known of an object, without its bytes.
final class ObjectAttributes {
    private static final int PAGE = 1_000;
    /// Those of S3, and ours.
    private static final Set<String> KNOWN =
            Set.of("ETag", "Checksum", "ObjectParts", "StorageClass", "ObjectSize", "SoukRoot", "SoukHealth");

    private final S3Context context;
    private final BucketAccess access;
    private final ObjectReads reads;

    ObjectAttributes(S3Context context, BucketAccess access, ObjectReads reads) {
        this.context = context;
        this.access = access;
        this.reads = reads;
    }

    Reply get(S3Call call) {
        var bucket = access.require(call);
        var asked = asked(call);
        var object = reads.find(bucket, call.key(), call.parameter("versionId"));
        CustomerKey.requireFor(CustomerKey.read(call), object.headers());
        var parts = Page.of(call);
        var reply = Reply.xml("GetObjectAttributesResponse", xml -> {
            if (asked.contains("ETag")) {
                xml.text("ETag", object.etag());
            }
            if (asked.contains("Checksum")) {
                object.checksum().ifPresent(sum -> xml.element("Checksum", inner -> ChecksumHeaders.write(inner, sum)));
            }
            if (asked.contains("ObjectParts") && object.parts() > 0) {
                xml.element("ObjectParts", inner -> write(inner, object, parts));
            }
            if (asked.contains("StorageClass")) {
                xml.text("StorageClass", "STANDARD");
            }
            if (asked.contains("ObjectSize")) {
                xml.number("ObjectSize", object.size());
            }
            if (asked.contains("SoukRoot")) {
                object.root().ifPresent(root -> xml.text("SoukRoot", root.hex()));
            }
            if (asked.contains("SoukHealth")) {
                xml.element("SoukHealth", inner -> write(inner, reads.kept(object)));
            }
        });
        var dated = reply.with("Last-Modified", HttpDates.format(object.modified()));
        return bucket.versioning() == Versioning.OFF ? dated : dated.with("x-amz-version-id", object.version());
    }

    private static Set<String> asked(S3Call call) {
        var names = call.wire().headers().stream()
                .filter(header -> header.name().equalsIgnoreCase("x-amz-object-attributes"))
                .flatMap(header -> Arrays.stream(header.value().split(",", -1)))
                .map(String::strip)
                .filter(name -> !name.isEmpty())
                .collect(Collectors.toSet());
        if (names.isEmpty() || !KNOWN.containsAll(names)) {
            throw new S3Exception(S3Error.InvalidArgument, "Invalid attribute name specified.");
        }
        return names;
    }

    /// Which parts were asked for.
    private record Page(int after, int limit) {
        static Page of(S3Call call) {
            return new Page(
                    number(call, "x-amz-part-number-marker", 0), Math.min(PAGE, number(call, "x-amz-max-parts", PAGE)));
        }

        private static int number(S3Call call, String header, int otherwise) {
            try {
                return call.header(header)
                        .map(String::strip)
                        .map(Integer::parseUnsignedInt)
                        .orElse(otherwise);
            } catch (NumberFormatException e) {
                throw new S3Exception(S3Error.InvalidArgument, "Header " + header + " must be a whole number");
            }
        }
    }

    private void write(Xml xml, ObjectVersion object, Page page) {
        var found = context.metadata().objects().parts(object, page.after(), page.limit() + 1);
        var shown = found.subList(0, Math.min(page.limit(), found.size()));
        xml.number("PartsCount", object.parts());
        xml.number("PartNumberMarker", page.after());
        xml.number("NextPartNumberMarker", shown.isEmpty() ? 0 : shown.getLast().number());
        xml.number("MaxParts", page.limit());
        xml.flag("IsTruncated", found.size() > page.limit());
        write(xml, object, shown);
    }

    private static void write(Xml xml, ObjectReads.Kept kept) {
        switch (kept) {
            case ObjectReads.Kept.Here() -> xml.text("Durability", Durability.LOCAL.text());
            case ObjectReads.Kept.AtProviders(var health) -> {
                xml.number("Segments", health.segments());
                xml.number("HealthyShards", health.healthy());
                xml.number("WantedShards", health.wanted());
                xml.number("NeededShards", health.needed());
                xml.number("Operators", health.operators());
                xml.number("Regions", health.regions());
                xml.text("DaysToLoss", HealthHeaders.days(health));
            }
            case ObjectReads.Kept.Unknown() -> {}
        }
    }

    private static void write(Xml xml, ObjectVersion object, List<Objects.Part> parts) {
        for (var part : parts) {
            xml.element("Part", entry -> {
                entry.number("PartNumber", part.number());
                entry.number("Size", part.size());
                checksum(object, part)
                        .ifPresent(sum -> entry.text(ChecksumHeaders.element(sum.algorithm()), sum.value()));
            });
        }
    }

    /// The checksum of one part alone.
    static Optional<Checksum> checksum(ObjectVersion object, Objects.Part part) {
        return object.checksum()
                .flatMap(whole -> part.checksum().map(value -> new Checksum(whole.algorithm(), whole.type(), value)));
    }
}
