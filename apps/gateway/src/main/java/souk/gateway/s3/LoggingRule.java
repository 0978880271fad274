package souk.gateway.s3;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Optional;
import souk.gateway.store.Bucket;

/// Where the access log of a bucket goes.
///
/// @param target a bucket of the same tenant
/// @param prefix of the keys of log objects
record LoggingRule(String target, String prefix, Partition partition) {
    private static final String ROOT = "BucketLoggingStatus";
    private static final int MAX_PREFIX = 800;
    private static final DateTimeFormatter DAY = format("yyyy/MM/dd/");
    private static final DateTimeFormatter SECOND = format("yyyy-MM-dd-HH-mm-ss-");

    /// Whether keys are told apart by owner, region, bucket and day, and by which day.
    enum Partition {
        NONE,
        EVENT_TIME,
        DELIVERY_TIME
    }

    /// The rule of a document; empty when it turns the log off.
    ///
    /// @throws S3Exception `MalformedXML`, `NotImplemented` for grants on log objects
    static Optional<LoggingRule> parse(byte[] document) {
        return XmlNode.parse(document, ROOT).all("LoggingEnabled").findFirst().map(LoggingRule::parse);
    }

    private static LoggingRule parse(XmlNode enabled) {
        if (enabled.all("TargetGrants").anyMatch(grants -> !grants.children().isEmpty())) {
            throw new S3Exception(S3Error.NotImplemented, "Grants on log objects are not implemented.");
        }
        var prefix = enabled.first("TargetPrefix").orElse("");
        var target = enabled.first("TargetBucket").orElseThrow(() -> new S3Exception(S3Error.MalformedXML));
        if (prefix.length() > MAX_PREFIX) {
            throw new S3Exception(S3Error.InvalidArgument, "The prefix of an access log may have 800 characters.");
        }
        var format = enabled.all("TargetObjectKeyFormat")
                .flatMap(each -> each.all("PartitionedPrefix"))
                .findFirst();
        return new LoggingRule(
                target, prefix, format.map(LoggingRule::partition).orElse(Partition.NONE));
    }

    private static Partition partition(XmlNode partitioned) {
        return switch (partitioned.first("PartitionDateSource").orElse("DeliveryTime")) {
            case "EventTime" -> Partition.EVENT_TIME;
            case "DeliveryTime" -> Partition.DELIVERY_TIME;
            default -> throw new S3Exception(S3Error.MalformedXML);
        };
    }

    /// The document as it is shown.
    void write(Xml xml) {
        xml.element("LoggingEnabled", enabled -> {
            enabled.text("TargetBucket", target);
            enabled.text("TargetPrefix", prefix);
            enabled.element("TargetObjectKeyFormat", format -> {
                switch (partition) {
                    case NONE -> format.element("SimplePrefix", _ -> {});
                    case EVENT_TIME -> write(format, "EventTime");
                    case DELIVERY_TIME -> write(format, "DeliveryTime");
                }
            });
        });
    }

    private static void write(Xml format, String source) {
        format.element("PartitionedPrefix", partitioned -> partitioned.text("PartitionDateSource", source));
    }

    /// The key of a log object.
    ///
    /// @param begun when its first request came
    /// @param unique tells it from others of that second
    String key(Bucket source, Instant begun, Instant now, String unique) {
        if (partition == Partition.NONE) {
            return prefix + SECOND.format(now) + unique;
        }
        var time = partition == Partition.EVENT_TIME ? begun.truncatedTo(ChronoUnit.DAYS) : now;
        return prefix + source.tenant().value() + "/" + source.region() + "/" + source.name() + "/" + DAY.format(time)
                + SECOND.format(time) + unique;
    }

    private static DateTimeFormatter format(String pattern) {
        return DateTimeFormatter.ofPattern(pattern, Locale.ROOT).withZone(ZoneOffset.UTC);
    }
}
