package souk.gateway.s3;

import java.io.IOException;
import java.util.Optional;
import souk.gateway.store.Bucket;
import souk.gateway.store.BucketLock;
import souk.gateway.store.BucketLock.Unit;
import souk.gateway.store.Locks;
import souk.gateway.store.ObjectLock.Retention;
import souk.gateway.store.ObjectVersion;

/// Object Lock: of a bucket, and the retention and legal hold of a version.
final class LockOperations {
    /// As in S3: a hundred years.
    private static final int MAX_DAYS = 36_500;

    private static final int MAX_YEARS = 100;

    private final S3Context context;
    private final BucketAccess access;
    private final Guard guard;
    private final ObjectReads reads;

    LockOperations(S3Context context, BucketAccess access, Guard guard, ObjectReads reads) {
        this.context = context;
        this.access = access;
        this.guard = guard;
        this.reads = reads;
    }

    Reply configuration(S3Call call) {
        var lock = access.require(call)
                .lock()
                .orElseThrow(() -> new S3Exception(S3Error.ObjectLockConfigurationNotFoundError));
        return Reply.xml("ObjectLockConfiguration", xml -> {
            xml.text("ObjectLockEnabled", "Enabled");
            lock.rule()
                    .ifPresent(rule -> xml.element(
                            "Rule",
                            outer -> outer.element("DefaultRetention", retention -> {
                                retention.text("Mode", rule.mode().name());
                                retention.number(rule.unit() == Unit.DAYS ? "Days" : "Years", rule.amount());
                            })));
        });
    }

    Reply configure(S3Call call) throws IOException {
        var bucket = access.require(call);
        var document = XmlNode.parse(Documents.readVerified(call), "ObjectLockConfiguration");
        if (!document.first("ObjectLockEnabled").filter("Enabled"::equals).isPresent()) {
            throw new S3Exception(S3Error.MalformedXML);
        }
        var lock = new BucketLock(document.all("Rule").findFirst().map(LockOperations::rule));
        if (!context.metadata().locks().set(bucket.id(), lock)) {
            throw new S3Exception(
                    S3Error.InvalidBucketState,
                    "Versioning must be 'Enabled' on the bucket to apply a Object Lock configuration");
        }
        return Reply.of(200);
    }

    Reply retention(S3Call call) {
        var retention = locked(call)
                .lock()
                .retention()
                .orElseThrow(() -> new S3Exception(S3Error.NoSuchObjectLockConfiguration));
        return Reply.xml("Retention", xml -> {
            xml.text("Mode", retention.mode().name());
            xml.time("RetainUntilDate", retention.until());
        });
    }

    Reply retain(S3Call call) throws IOException {
        var version = locked(call);
        var next = retention(XmlNode.parse(Documents.readVerified(call), "Retention"));
        var bypass = LockHeaders.bypass(call)
                && guard.allows(
                        call,
                        Actions.BYPASS_GOVERNANCE,
                        access.require(call),
                        call.target().key(),
                        call.parameter("versionId"));
        return changed(context.metadata().locks().retain(version, next, context.now(), bypass));
    }

    Reply legalHold(S3Call call) {
        var hold = locked(call).lock().hold().orElseThrow(() -> new S3Exception(S3Error.NoSuchObjectLockConfiguration));
        return Reply.xml("LegalHold", xml -> xml.text("Status", hold.name()));
    }

    Reply hold(S3Call call) throws IOException {
        var version = locked(call);
        var hold = XmlNode.parse(Documents.readVerified(call), "LegalHold")
                .first("Status")
                .flatMap(LockHeaders::hold)
                .orElseThrow(() -> new S3Exception(S3Error.MalformedXML));
        return changed(context.metadata().locks().hold(version, hold));
    }

    private ObjectVersion locked(S3Call call) {
        Bucket bucket = access.require(call);
        LockHeaders.requireLocked(bucket);
        return reads.find(bucket, call.key(), call.parameter("versionId"));
    }

    private static Reply changed(Locks.Change change) {
        return switch (change) {
            case CHANGED -> Reply.of(200);
            case DENIED -> throw locked();
            case MISSING -> throw new S3Exception(S3Error.NoSuchKey);
        };
    }

    /// What is told when a lock stands against a request.
    static S3Exception locked() {
        return new S3Exception(S3Error.AccessDenied, "Access Denied because object protected by object lock.");
    }

    /// An empty document removes the retention.
    private Optional<Retention> retention(XmlNode document) {
        if (document.children().isEmpty()) {
            return Optional.empty();
        }
        var mode = document.first("Mode")
                .flatMap(LockHeaders::mode)
                .orElseThrow(() -> new S3Exception(S3Error.MalformedXML));
        var until = document.first("RetainUntilDate").orElseThrow(() -> new S3Exception(S3Error.MalformedXML));
        return Optional.of(new Retention(mode, LockHeaders.future(until, context.now())));
    }

    private static BucketLock.Rule rule(XmlNode rule) {
        var retention =
                rule.all("DefaultRetention").findFirst().orElseThrow(() -> new S3Exception(S3Error.MalformedXML));
        var mode = retention
                .first("Mode")
                .flatMap(LockHeaders::mode)
                .orElseThrow(() -> new S3Exception(S3Error.MalformedXML));
        var days = retention.first("Days");
        var years = retention.first("Years");
        if (days.isPresent() == years.isPresent()) {
            throw new S3Exception(S3Error.MalformedXML);
        }
        return days.isPresent()
                ? new BucketLock.Rule(mode, amount(days.get(), MAX_DAYS), Unit.DAYS)
                : new BucketLock.Rule(mode, amount(years.orElseThrow(), MAX_YEARS), Unit.YEARS);
    }

    private static int amount(String text, int max) {
        try {
            var amount = Integer.parseInt(text.strip());
            if (amount >= 1 && amount <= max) {
                return amount;
            }
        } catch (NumberFormatException e) {
            throw new S3Exception(S3Error.MalformedXML);
        }
        throw new S3Exception(
                S3Error.InvalidRetentionPeriod, "Default retention period must be from 1 to " + max + ".");
    }
}
