package souk.gateway.s3;

import static java.util.Map.entry;

import java.util.Map;
import java.util.Optional;
import souk.gateway.s3.Routes.Route;

/// Which operation a request for a setting means: those that hang on a subresource of a bucket or an object.
final class SettingRoutes {
    private final Map<String, Map<String, Route>> ofBucket;
    private final Map<String, Map<String, Route>> ofObject;

    SettingRoutes(S3Context context, BucketAccess access, Guard guard, ObjectReads reads) {
        var lists = new AccessListOperations(context, access, guard, reads);
        var tags = new TaggingOperations(context, access, reads);
        this.ofBucket = Map.ofEntries(
                entry(
                        "acl",
                        methods(route("GetBucketAcl", lists::ofBucket), route("PutBucketAcl", lists::setOfBucket))),
                entry(
                        "tagging",
                        methods(
                                route("GetBucketTagging", tags::ofBucket),
                                route("PutBucketTagging", tags::setOfBucket),
                                route("DeleteBucketTagging", tags::removeOfBucket))),
                entry("cors", cors(new Cors(context, access))),
                entry("policy", policy(new PolicyOperations(context, access, guard))),
                entry("policyStatus", status(new PolicyOperations(context, access, guard))),
                entry("publicAccessBlock", block(new PolicyOperations(context, access, guard))),
                entry("ownershipControls", ownership(new PolicyOperations(context, access, guard))),
                entry("website", website(new WebsiteOperations(context, access))),
                entry("encryption", encryption(new PlainSettings(context, access))),
                entry("requestPayment", payment(new PlainSettings(context, access))),
                entry("accelerate", fixed(context, access, "BucketAccelerateConfiguration", "AccelerateConfiguration")),
                entry("logging", logging(new LoggingOperations(context, access))),
                entry("notification", settable(context, access, "BucketNotification", "NotificationConfiguration")),
                entry("replication", unset(context, access)),
                entry("analytics", none(context, access, "Analytics", "ListBucketAnalyticsConfigurationResult")),
                entry("inventory", none(context, access, "Inventory", "ListInventoryConfigurationsResult")),
                entry("metrics", none(context, access, "Metrics", "ListMetricsConfigurationsResult")),
                entry(
                        "intelligent-tiering",
                        none(
                                context,
                                access,
                                "IntelligentTiering",
                                "ListBucketIntelligentTieringConfigurationsOutput")));
        this.ofObject = Map.of(
                "acl",
                methods(route("GetObjectAcl", lists::ofObject), route("PutObjectAcl", lists::setOfObject)),
                "tagging",
                methods(
                        route("GetObjectTagging", tags::ofObject),
                        route("PutObjectTagging", tags::setOfObject),
                        route("DeleteObjectTagging", tags::removeOfObject)));
    }

    /// The operation, if the request is for such a setting.
    ///
    /// @throws S3Exception `NotImplemented` when the setting can only be read
    Optional<Route> find(S3Call call) {
        var routes = call.target().key().isEmpty() ? ofBucket : ofObject;
        return routes.entrySet().stream()
                .filter(setting -> call.query().has(setting.getKey()))
                .findFirst()
                .map(setting -> Optional.ofNullable(
                                setting.getValue().get(call.wire().method()))
                        .orElseThrow(() -> new S3Exception(S3Error.NotImplemented)));
    }

    private static Map<String, Route> cors(Cors cors) {
        return methods(
                route("GetBucketCors", cors::get),
                route("PutBucketCors", cors::set),
                route("DeleteBucketCors", cors::remove));
    }

    private static Map<String, Route> policy(PolicyOperations policies) {
        return methods(
                route("GetBucketPolicy", policies::policy),
                route("PutBucketPolicy", policies::setPolicy),
                route("DeleteBucketPolicy", policies::removePolicy));
    }

    private static Map<String, Route> status(PolicyOperations policies) {
        return Map.of("GET", route("GetBucketPolicyStatus", policies::status));
    }

    private static Map<String, Route> block(PolicyOperations policies) {
        return methods(
                route("GetPublicAccessBlock", policies::block),
                route("PutPublicAccessBlock", policies::setBlock),
                route("DeletePublicAccessBlock", policies::removeBlock));
    }

    private static Map<String, Route> ownership(PolicyOperations policies) {
        return methods(
                route("GetBucketOwnershipControls", policies::ownership),
                route("PutBucketOwnershipControls", policies::setOwnership),
                route("DeleteBucketOwnershipControls", policies::removeOwnership));
    }

    private static Map<String, Route> website(WebsiteOperations websites) {
        return methods(
                route("GetBucketWebsite", websites::get),
                route("PutBucketWebsite", websites::set),
                route("DeleteBucketWebsite", websites::remove));
    }

    private static Map<String, Route> encryption(PlainSettings settings) {
        return methods(
                route("GetBucketEncryption", settings::encryption),
                route("PutBucketEncryption", settings::setEncryption),
                route("DeleteBucketEncryption", settings::removeEncryption));
    }

    private static Map<String, Route> logging(LoggingOperations logs) {
        return methods(route("GetBucketLogging", logs::get), route("PutBucketLogging", logs::set));
    }

    private static Map<String, Route> payment(PlainSettings settings) {
        return methods(
                route("GetBucketRequestPayment", settings::payment),
                route("PutBucketRequestPayment", settings::setPayment));
    }

    private static Map<String, Route> fixed(S3Context context, BucketAccess access, String name, String root) {
        return Map.of("GET", route("Get" + name, new PlainSettings(context, access).empty(root)));
    }

    private static Map<String, Route> settable(S3Context context, BucketAccess access, String name, String root) {
        var settings = new PlainSettings(context, access);
        return methods(route("Get" + name, settings.empty(root)), route("Put" + name, settings.setEmpty(root)));
    }

    private static Map<String, Route> unset(S3Context context, BucketAccess access) {
        var settings = new PlainSettings(context, access);
        return Map.of(
                "GET", route("GetBucketReplication", settings.unset(S3Error.ReplicationConfigurationNotFoundError)));
    }

    private static Map<String, Route> none(S3Context context, BucketAccess access, String kind, String root) {
        return Map.of(
                "GET", route("GetBucket" + kind + "Configuration", new PlainSettings(context, access).none(root)));
    }

    private static Map<String, Route> methods(Route get, Route put) {
        return Map.of("GET", get, "PUT", put);
    }

    private static Map<String, Route> methods(Route get, Route put, Route delete) {
        return Map.of("GET", get, "PUT", put, "DELETE", delete);
    }

    private static Route route(String name, Operation operation) {
        return new Route(name, operation);
    }
}
