package souk.gateway.s3;

import java.util.Optional;
import java.util.Set;

/// Which operation a request means, by method, by what it addresses and by its subresource.
final class Routes {
    /// Subresources S3 knows and the door does not; asking for one must not be taken for the plain operation.
    private static final Set<String> ABSENT =
            Set.of("metadataTable", "renameObject", "restore", "select", "session", "torrent");

    private final BucketOperations buckets;
    private final ListOperations lists;
    private final ObjectReads reads;
    private final ObjectWrites writes;
    private final Deletes deletes;
    private final MultipartOperations multipart;
    private final UploadListing uploads;
    private final Completion completion;
    private final Protection protection;
    private final PostUploads posts;
    private final SettingRoutes settings;

    Routes(S3Context context, BucketAccess access, Guard guard, Authentication authentication) {
        reads = new ObjectReads(context, access);
        var sources = new CopySources(access, guard, reads);
        var descriptions = new ObjectDescriptions(context, guard);
        var intake = new BodyIntake(context, access);
        buckets = new BucketOperations(context, access);
        lists = new ListOperations(context, access);
        writes = new ObjectWrites(context, access, intake, sources, descriptions);
        deletes = new Deletes(context, access, guard);
        multipart = new MultipartOperations(context, access, intake, sources, descriptions);
        uploads = new UploadListing(context, access);
        completion = new Completion(context, access);
        posts = new PostUploads(context, access, guard, authentication, intake, writes, descriptions);
        settings = new SettingRoutes(context, access, guard, reads);
        protection = new Protection(context, access, guard, reads);
    }

    /// An operation and its name in the API.
    record Route(String name, Operation operation) {}

    /// @throws S3Exception `NotImplemented` or `MethodNotAllowed` when there is none
    Route find(S3Call call) {
        if (call.target().bucket().isEmpty()) {
            return service(call);
        }
        var setting = settings.find(call);
        if (setting.isPresent()) {
            return setting.get();
        }
        if (ABSENT.stream().anyMatch(call.query()::has)) {
            throw new S3Exception(S3Error.NotImplemented);
        }
        var protective = protection.find(call);
        if (protective.isPresent()) {
            return protective.get();
        }
        return (call.target().key().isEmpty() ? bucket(call) : object(call))
                .orElseThrow(() -> new S3Exception(S3Error.MethodNotAllowed));
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
        return new Route("CreateBucket", buckets::create);
    }

    private Route bucketPost(S3Call call) {
        if (call.query().has("delete")) {
            return new Route("DeleteObjects", deletes::many);
        }
        if (PostForm.isForm(call)) {
            return new Route("PostObject", posts::upload);
        }
        throw new S3Exception(S3Error.NotImplemented);
    }

    private Optional<Route> object(S3Call call) {
        var inUpload = call.query().has("uploadId");
        return Optional.ofNullable(
                switch (call.wire().method()) {
                    case "GET" -> objectGet(inUpload);
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

    private Route objectGet(boolean inUpload) {
        if (inUpload) {
            return new Route("ListParts", multipart::listParts);
        }
        return new Route("GetObject", reads::get);
    }

    private Route objectPut(S3Call call, boolean inUpload) {
        var copy = call.header("x-amz-copy-source").isPresent();
        if (inUpload) {
            return copy
                    ? new Route("UploadPartCopy", multipart::copyPart)
                    : new Route("UploadPart", multipart::putPart);
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
}
