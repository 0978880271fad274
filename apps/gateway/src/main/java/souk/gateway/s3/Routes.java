package souk.gateway.s3;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Which operation a request means, by method, by what it addresses and by its subresource.
final class Routes {
    /// Subresources S3 knows and the door does not; asking for one must not be taken for the plain operation.
    private static final Set<String> ABSENT = Set.of(
            "accelerate",
            "analytics",
            "cors",
            "encryption",
            "intelligent-tiering",
            "inventory",
            "logging",
            "metadataTable",
            "metrics",
            "notification",
            "ownershipControls",
            "policy",
            "policyStatus",
            "publicAccessBlock",
            "renameObject",
            "replication",
            "requestPayment",
            "restore",
            "select",
            "session",
            "tagging",
            "torrent",
            "website");

    /// What reading a configuration says that nobody has made.
    private static final Map<String, S3Error> UNSET = Map.of(
            "cors", S3Error.NoSuchCORSConfiguration,
            "encryption", S3Error.ServerSideEncryptionConfigurationNotFoundError,
            "policy", S3Error.NoSuchBucketPolicy,
            "replication", S3Error.ReplicationConfigurationNotFoundError,
            "tagging", S3Error.NoSuchTagSet,
            "website", S3Error.NoSuchWebsiteConfiguration);

    private final BucketAccess access;
    private final BucketOperations buckets;
    private final ListOperations lists;
    private final ObjectReads reads;
    private final ObjectWrites writes;
    private final Deletes deletes;
    private final MultipartOperations multipart;
    private final UploadListing uploads;
    private final Completion completion;
    private final Protection protection;

    Routes(S3Context context) {
        access = new BucketAccess(context);
        reads = new ObjectReads(context, access);
        var sources = new CopySources(access, reads);
        var intake = new BodyIntake(context, access);
        buckets = new BucketOperations(context, access);
        lists = new ListOperations(context, access);
        writes = new ObjectWrites(context, access, intake, sources);
        deletes = new Deletes(context, access);
        multipart = new MultipartOperations(context, access, intake, sources);
        uploads = new UploadListing(context, access);
        completion = new Completion(context, access);
        protection = new Protection(context, access, reads);
    }

    /// An operation and its name in the API.
    record Route(String name, Operation operation) {}

    /// @throws S3Exception `NotImplemented` or `MethodNotAllowed` when there is none
    Route find(S3Call call) {
        if (call.target().bucket().isEmpty()) {
            return service(call);
        }
        var inBucket = call.target().key().isEmpty();
        var absent = ABSENT.stream().filter(call.query()::has).findFirst();
        if (absent.isPresent()) {
            return absent(call, absent.get(), inBucket);
        }
        var protective = protection.find(call);
        if (protective.isPresent()) {
            return protective.get();
        }
        return (inBucket ? bucket(call) : object(call)).orElseThrow(() -> new S3Exception(S3Error.MethodNotAllowed));
    }

    private Route service(S3Call call) {
        if (!call.wire().method().equals("GET")) {
            throw new S3Exception(S3Error.MethodNotAllowed);
        }
        return new Route("ListBuckets", buckets::list);
    }

    private Optional<Route> bucket(S3Call call) {
        return Optional.ofNullable(
                switch (call.wire().method()) {
                    case "GET" -> bucketGet(call);
                    case "HEAD" -> new Route("HeadBucket", buckets::head);
                    case "PUT" -> bucketPut(call);
                    case "DELETE" -> new Route("DeleteBucket", buckets::delete);
                    case "POST" -> bucketPost(call);
                    default -> null;
                });
    }

    private Route bucketGet(S3Call call) {
        var query = call.query();
        if (query.has("location")) {
            return new Route("GetBucketLocation", buckets::location);
        }
        if (query.has("versioning")) {
            return new Route("GetBucketVersioning", buckets::versioning);
        }
        if (query.has("acl")) {
            return new Route("GetBucketAcl", buckets::acl);
        }
        if (query.has("versions")) {
            return new Route("ListObjectVersions", lists::versions);
        }
        if (query.has("uploads")) {
            return new Route("ListMultipartUploads", uploads::list);
        }
        return query.first("list-type").filter("2"::equals).isPresent()
                ? new Route("ListObjectsV2", lists::v2)
                : new Route("ListObjects", lists::v1);
    }

    private Route bucketPut(S3Call call) {
        if (call.query().has("versioning")) {
            return new Route("PutBucketVersioning", buckets::setVersioning);
        }
        return call.query().has("acl")
                ? new Route("PutBucketAcl", buckets::setAcl)
                : new Route("CreateBucket", buckets::create);
    }

    private Route bucketPost(S3Call call) {
        if (!call.query().has("delete")) {
            throw new S3Exception(S3Error.NotImplemented);
        }
        return new Route("DeleteObjects", deletes::many);
    }

    private Optional<Route> object(S3Call call) {
        var inUpload = call.query().has("uploadId");
        return Optional.ofNullable(
                switch (call.wire().method()) {
                    case "GET" -> objectGet(call, inUpload);
                    case "HEAD" -> new Route("HeadObject", reads::head);
                    case "PUT" -> objectPut(call, inUpload);
                    case "DELETE" ->
                        inUpload
                                ? new Route("AbortMultipartUpload", multipart::abort)
                                : new Route("DeleteObject", deletes::one);
                    case "POST" -> objectPost(call, inUpload);
                    default -> null;
                });
    }

    private Route objectGet(S3Call call, boolean inUpload) {
        if (inUpload) {
            return new Route("ListParts", multipart::listParts);
        }
        return call.query().has("acl")
                ? new Route("GetObjectAcl", this::objectAcl)
                : new Route("GetObject", reads::get);
    }

    private Route objectPut(S3Call call, boolean inUpload) {
        var copy = call.header("x-amz-copy-source").isPresent();
        if (inUpload) {
            return copy
                    ? new Route("UploadPartCopy", multipart::copyPart)
                    : new Route("UploadPart", multipart::putPart);
        }
        if (call.query().has("acl")) {
            return new Route("PutObjectAcl", buckets::setAcl);
        }
        return copy ? new Route("CopyObject", writes::copy) : new Route("PutObject", writes::put);
    }

    private Route objectPost(S3Call call, boolean inUpload) {
        if (inUpload) {
            return new Route("CompleteMultipartUpload", completion::run);
        }
        if (call.query().has("uploads")) {
            return new Route("CreateMultipartUpload", multipart::create);
        }
        throw new S3Exception(S3Error.NotImplemented);
    }

    private Route absent(S3Call call, String subresource, boolean inBucket) {
        var unset = List.of("GET", "HEAD").contains(call.wire().method()) && UNSET.containsKey(subresource);
        if (unset && inBucket) {
            return new Route("GetBucketConfiguration", each -> unset(each, subresource));
        }
        if (unset && subresource.equals("tagging")) {
            return new Route("GetObjectTagging", this::noTags);
        }
        throw new S3Exception(S3Error.NotImplemented);
    }

    private Reply unset(S3Call call, String subresource) {
        access.require(call);
        throw new S3Exception(UNSET.getOrDefault(subresource, S3Error.NotImplemented));
    }

    private Reply noTags(S3Call call) {
        reads.find(access.require(call), call.key(), call.parameter("versionId"));
        return Reply.xml("Tagging", xml -> xml.element("TagSet", _ -> {}));
    }

    private Reply objectAcl(S3Call call) {
        reads.find(access.require(call), call.key(), call.parameter("versionId"));
        return Owners.fullControl(call.account());
    }
}
