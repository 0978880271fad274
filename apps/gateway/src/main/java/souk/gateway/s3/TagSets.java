package souk.gateway.s3;

import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import souk.gateway.store.Tags;
import souk.trust.sigv4.Query;

/// Tags as clients send and get them, within the limits of S3.
final class TagSets {
    static final int MAX_OF_OBJECT = 10;
    static final int MAX_OF_BUCKET = 50;
    static final int MAX_KEY = 128;
    static final int MAX_VALUE = 256;

    private static final Pattern ALLOWED = Pattern.compile("[\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]*");

    private TagSets() {}

    /// The tags in the header `x-amz-tagging`, written as a query.
    ///
    /// @throws S3Exception `InvalidTag` or `InvalidArgument`
    static Tags ofHeader(S3Call call) {
        var header = call.header("x-amz-tagging");
        return header.isEmpty() ? Tags.none() : ofQuery(header.get());
    }

    /// Whether the header speaks of tags at all.
    static boolean sent(S3Call call) {
        return call.header("x-amz-tagging").isPresent();
    }

    /// Tags in a document.
    ///
    /// @param limit how many there may be
    /// @throws S3Exception `MalformedXML` or `InvalidTag`
    static Tags parse(byte[] document, int limit) {
        var sets = XmlNode.parse(document, "Tagging").all("TagSet").toList();
        if (sets.size() != 1) {
            throw new S3Exception(S3Error.MalformedXML);
        }
        var values = new TreeMap<String, String>();
        sets.getFirst().all("Tag").forEach(tag -> {
            var key = tag.first("Key").orElseThrow(() -> new S3Exception(S3Error.MalformedXML));
            var value = tag.first("Value").orElseThrow(() -> new S3Exception(S3Error.MalformedXML));
            add(values, key, value);
        });
        return limited(values, limit);
    }

    static byte[] document(Tags tags) {
        return Xml.document(
                "Tagging",
                xml -> xml.element(
                        "TagSet",
                        set -> tags.values()
                                .forEach((key, value) -> set.element(
                                        "Tag", tag -> tag.text("Key", key).text("Value", value)))));
    }

    private static Tags ofQuery(String text) {
        var values = new TreeMap<String, String>();
        try {
            Query.parse(text).parameters().forEach(tag -> add(values, tag.name(), tag.value()));
        } catch (IllegalArgumentException e) {
            throw new S3Exception(
                    S3Error.InvalidArgument,
                    "The header 'x-amz-tagging' shall be encoded as UTF-8 then URLEncoded URL query parameters without"
                            + " tag name duplicates.");
        }
        return limited(values, MAX_OF_OBJECT);
    }

    private static void add(Map<String, String> values, String key, String value) {
        if (key.isEmpty() || key.length() > MAX_KEY || !ALLOWED.matcher(key).matches()) {
            throw new S3Exception(S3Error.InvalidTag, "The TagKey you have provided is invalid");
        }
        if (value.length() > MAX_VALUE || !ALLOWED.matcher(value).matches()) {
            throw new S3Exception(S3Error.InvalidTag, "The TagValue you have provided is invalid");
        }
        if (key.startsWith("aws:")) {
            throw new S3Exception(S3Error.InvalidTag, "System tags cannot be added/updated by requester");
        }
        if (values.put(key, value) != null) {
            throw new S3Exception(S3Error.InvalidTag, "Cannot provide multiple Tags with the same key");
        }
    }

    private static Tags limited(Map<String, String> values, int limit) {
        if (values.size() > limit) {
            throw limit == MAX_OF_OBJECT
                    ? new S3Exception(S3Error.InvalidTag, "Object tags cannot be greater than " + limit)
                    : new S3Exception(S3Error.InvalidTag, "Bucket tag count cannot be greater than " + limit);
        }
        return Tags.of(values);
    }
}
