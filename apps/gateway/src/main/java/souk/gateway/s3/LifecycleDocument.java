package souk.gateway.s3;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Stream;
import souk.gateway.s3.LifecycleRule.Expiration;
import souk.gateway.s3.LifecycleRule.Filter;
import souk.gateway.s3.LifecycleRule.Noncurrent;

/// Lifecycle rules as clients write them; the document is also what the metadata keep.
final class LifecycleDocument {
    /// As in S3.
    static final int MAX_RULES = 1_000;

    private static final int MAX_ID = 255;
    private static final int MAX_KEPT = 100;
    private static final String ROOT = "LifecycleConfiguration";
    private static final Set<String> RULE = Set.of(
            "ID",
            "Prefix",
            "Filter",
            "Status",
            "Expiration",
            "NoncurrentVersionExpiration",
            "AbortIncompleteMultipartUpload");
    private static final Set<String> FILTER =
            Set.of("Prefix", "ObjectSizeGreaterThan", "ObjectSizeLessThan", "And", "Tag");
    private static final Set<String> TRANSITIONS = Set.of("Transition", "NoncurrentVersionTransition");

    private LifecycleDocument() {}

    /// Checks a client's document and gives rules without an id one.
    ///
    /// @throws S3Exception `MalformedXML`, `InvalidArgument`, `NotImplemented` for transitions
    static String accept(byte[] document, Supplier<String> newId) {
        var root = XmlNode.parse(document, ROOT);
        var rules = root.all("Rule").map(rule -> named(rule, newId)).toList();
        if (rules.isEmpty() || rules.size() > MAX_RULES) {
            throw malformed();
        }
        var ids = new HashSet<String>();
        for (var rule : rules) {
            if (!ids.add(rule(rule).id())) {
                throw new S3Exception(S3Error.InvalidArgument, "Rule ID must be unique.");
            }
        }
        return new String(Xml.document(ROOT, xml -> rules.forEach(rule -> rule.write(xml))), UTF_8);
    }

    /// The rules in force.
    static List<LifecycleRule> rules(String document) {
        return XmlNode.parse(document.getBytes(UTF_8), ROOT)
                .all("Rule")
                .filter(rule -> rule.first("Status").filter("Enabled"::equals).isPresent())
                .map(LifecycleDocument::rule)
                .toList();
    }

    private static XmlNode named(XmlNode rule, Supplier<String> newId) {
        if (rule.first("ID").filter(id -> !id.isEmpty()).isPresent()) {
            return rule;
        }
        var others = rule.children().stream().filter(child -> !child.name().equals("ID"));
        var id = new XmlNode("ID", newId.get(), List.of());
        return new XmlNode(rule.name(), "", Stream.concat(Stream.of(id), others).toList());
    }

    private static LifecycleRule rule(XmlNode node) {
        if (node.children().stream().anyMatch(child -> TRANSITIONS.contains(child.name()))) {
            throw new S3Exception(
                    S3Error.NotImplemented, "There is one storage class: transitions are not implemented.");
        }
        requireKnown(node, RULE);
        var id = node.first("ID").orElse("");
        if (id.length() > MAX_ID) {
            throw new S3Exception(S3Error.InvalidArgument, "ID length should not exceed allowed limit of " + MAX_ID);
        }
        var status = node.first("Status").orElse("");
        if (!status.equals("Enabled") && !status.equals("Disabled")) {
            throw malformed();
        }
        var expiration = node.all("Expiration").findFirst();
        var noncurrent = node.all("NoncurrentVersionExpiration").findFirst();
        var abort = node.all("AbortIncompleteMultipartUpload").findFirst();
        if (expiration.isEmpty() && noncurrent.isEmpty() && abort.isEmpty()) {
            throw new S3Exception(S3Error.InvalidRequest, "At least one action needs to be specified in a rule.");
        }
        var filter = filter(node);
        if (!filter.tags().isEmpty()
                && (abort.isPresent()
                        || expiration.filter(LifecycleDocument::loneMarkers).isPresent())) {
            throw new S3Exception(
                    S3Error.InvalidRequest, "Uploads and delete markers have no tags: the filter covers none.");
        }
        return new LifecycleRule(
                id,
                filter,
                expiration.flatMap(LifecycleDocument::expiration),
                expiration.filter(LifecycleDocument::loneMarkers).isPresent(),
                noncurrent.map(LifecycleDocument::noncurrent),
                abort.map(each -> OptionalInt.of(days(each, "DaysAfterInitiation")))
                        .orElseGet(OptionalInt::empty));
    }

    private static Filter filter(XmlNode rule) {
        var filter = rule.all("Filter").findFirst();
        var prefix = rule.first("Prefix");
        if (filter.isPresent() == prefix.isPresent()) {
            throw malformed();
        }
        if (filter.isEmpty()) {
            return new Filter(prefix.orElse(""), Map.of(), OptionalLong.empty(), OptionalLong.empty());
        }
        requireKnown(filter.get(), FILTER);
        var inner = filter.get().all("And").findFirst().orElse(filter.get());
        requireKnown(inner, FILTER);
        return new Filter(
                inner.first("Prefix").orElse(""),
                tags(inner),
                size(inner, "ObjectSizeGreaterThan"),
                size(inner, "ObjectSizeLessThan"));
    }

    private static Map<String, String> tags(XmlNode filter) {
        var tags = new TreeMap<String, String>();
        filter.all("Tag").forEach(tag -> {
            var key = tag.first("Key").orElseThrow(LifecycleDocument::malformed);
            var value = tag.first("Value").orElseThrow(LifecycleDocument::malformed);
            if (tags.put(key, value) != null) {
                throw new S3Exception(S3Error.InvalidRequest, "Duplicate Tag Keys are not allowed.");
            }
        });
        return tags;
    }

    private static OptionalLong size(XmlNode filter, String name) {
        var text = filter.first(name);
        if (text.isEmpty()) {
            return OptionalLong.empty();
        }
        try {
            return OptionalLong.of(Long.parseLong(text.get().strip()));
        } catch (NumberFormatException e) {
            throw malformed();
        }
    }

    private static Optional<Expiration> expiration(XmlNode node) {
        requireKnown(node, Set.of("Days", "Date", "ExpiredObjectDeleteMarker"));
        if (node.children().size() != 1) {
            throw malformed();
        }
        if (node.first("ExpiredObjectDeleteMarker").isPresent()) {
            return Optional.empty();
        }
        return Optional.of(node.first("Date")
                .<Expiration>map(date -> new Expiration.On(midnight(date)))
                .orElseGet(() -> new Expiration.After(days(node, "Days"))));
    }

    private static boolean loneMarkers(XmlNode expiration) {
        return expiration
                .first("ExpiredObjectDeleteMarker")
                .filter("true"::equalsIgnoreCase)
                .isPresent();
    }

    private static Noncurrent noncurrent(XmlNode node) {
        requireKnown(node, Set.of("NoncurrentDays", "NewerNoncurrentVersions"));
        var kept = node.first("NewerNoncurrentVersions").isPresent()
                ? number(node, "NewerNoncurrentVersions", MAX_KEPT)
                : 0;
        return new Noncurrent(days(node, "NoncurrentDays"), kept);
    }

    private static Instant midnight(String text) {
        var date = Timestamps.parse(text).orElseThrow(LifecycleDocument::malformed);
        if (!date.truncatedTo(ChronoUnit.DAYS).equals(date)) {
            throw new S3Exception(S3Error.InvalidArgument, "'Date' must be at midnight GMT");
        }
        return date;
    }

    private static int days(XmlNode node, String name) {
        return number(node, name, Integer.MAX_VALUE);
    }

    private static int number(XmlNode node, String name, int max) {
        var text = node.first(name).orElseThrow(LifecycleDocument::malformed);
        try {
            var number = Integer.parseInt(text.strip());
            if (number >= 1 && number <= max) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw malformed();
        }
        throw new S3Exception(S3Error.InvalidArgument, "'" + name + "' must be a positive integer up to " + max);
    }

    private static void requireKnown(XmlNode node, Set<String> names) {
        if (!node.children().stream().map(XmlNode::name).allMatch(names::contains)) {
            throw malformed();
        }
    }

    private static S3Exception malformed() {
        return new S3Exception(S3Error.MalformedXML);
    }
}
