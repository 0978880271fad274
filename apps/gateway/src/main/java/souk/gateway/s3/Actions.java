package souk.gateway.s3;

import static java.util.Map.entry;

import java.util.Map;

/// What policies call the operations of the API; where nothing is written here, they call them the same.
final class Actions {
    static final String LIST_BUCKET = "s3:ListBucket";
    static final String BYPASS_GOVERNANCE = "s3:BypassGovernanceRetention";

    private static final Map<String, String> BY_OPERATION = Map.ofEntries(
            entry("AbortMultipartUpload", "AbortMultipartUpload"),
            entry("CompleteMultipartUpload", "PutObject"),
            entry("CopyObject", "PutObject"),
            entry("CreateMultipartUpload", "PutObject"),
            entry("DeleteBucketCors", "PutBucketCORS"),
            entry("DeleteBucketEncryption", "PutEncryptionConfiguration"),
            entry("DeleteBucketLifecycle", "PutLifecycleConfiguration"),
            entry("DeleteBucketOwnershipControls", "PutBucketOwnershipControls"),
            entry("DeleteBucketTagging", "PutBucketTagging"),
            entry("DeletePublicAccessBlock", "PutBucketPublicAccessBlock"),
            entry("GetBucketCors", "GetBucketCORS"),
            entry("GetBucketEncryption", "GetEncryptionConfiguration"),
            entry("GetBucketLifecycleConfiguration", "GetLifecycleConfiguration"),
            entry("GetBucketReplication", "GetReplicationConfiguration"),
            entry("GetObjectLockConfiguration", "GetBucketObjectLockConfiguration"),
            entry("GetPublicAccessBlock", "GetBucketPublicAccessBlock"),
            entry("HeadBucket", "ListBucket"),
            entry("HeadObject", "GetObject"),
            entry("ListMultipartUploads", "ListBucketMultipartUploads"),
            entry("ListObjectVersions", "ListBucketVersions"),
            entry("ListObjects", "ListBucket"),
            entry("ListObjectsV2", "ListBucket"),
            entry("ListParts", "ListMultipartUploadParts"),
            entry("PutBucketCors", "PutBucketCORS"),
            entry("PutBucketEncryption", "PutEncryptionConfiguration"),
            entry("PutBucketLifecycleConfiguration", "PutLifecycleConfiguration"),
            entry("PutObjectLockConfiguration", "PutBucketObjectLockConfiguration"),
            entry("PutPublicAccessBlock", "PutBucketPublicAccessBlock"),
            entry("UploadPart", "PutObject"),
            entry("UploadPartCopy", "PutObject"));

    /// Actions that have a name of their own when a version is named.
    private static final Map<String, String> OF_VERSION = Map.ofEntries(
            entry("DeleteObject", "DeleteObjectVersion"),
            entry("DeleteObjectTagging", "DeleteObjectVersionTagging"),
            entry("GetObject", "GetObjectVersion"),
            entry("GetObjectAcl", "GetObjectVersionAcl"),
            entry("GetObjectAttributes", "GetObjectVersionAttributes"),
            entry("GetObjectTagging", "GetObjectVersionTagging"),
            entry("PutObjectAcl", "PutObjectVersionAcl"),
            entry("PutObjectTagging", "PutObjectVersionTagging"));

    private Actions() {}

    /// @param operation its name in the API
    /// @param versioned whether the request names a version
    static String of(String operation, boolean versioned) {
        var plain = BY_OPERATION.getOrDefault(operation, operation);
        return "s3:" + (versioned ? OF_VERSION.getOrDefault(plain, plain) : plain);
    }
}
