package souk.gateway.s3;

/// The error codes of S3 that the door answers with, each with its HTTP status and default text.
enum S3Error {
    AccessControlListNotSupported(400, "The bucket does not allow ACLs"),
    AccessDenied(403, "Access Denied"),
    AccessForbidden(403, "Access Forbidden"),
    AuthorizationHeaderMalformed(400, "The authorization header that you provided is not valid."),
    AuthorizationQueryParametersError(400, "The authorization query parameters are not valid."),
    BadDigest(400, "The Content-MD5 or checksum you specified did not match what we received."),
    BadRequest(400, "Bad Request"),
    BucketAlreadyExists(409, "The requested bucket name is not available."),
    BucketAlreadyOwnedByYou(409, "Your previous request to create the named bucket succeeded and you already own it."),
    BucketNotEmpty(409, "The bucket you tried to delete is not empty"),
    ConditionalRequestConflict(409, "A conflicting operation changed the object while this request was carried out."),
    EntityTooLarge(400, "Your proposed upload exceeds the maximum allowed size"),
    EntityTooSmall(400, "Your proposed upload is smaller than the minimum allowed size"),
    IllegalLocationConstraintException(400, "The specified location constraint is not valid for this region."),
    IllegalVersioningConfigurationException(400, "The versioning configuration is not valid."),
    IncompleteBody(400, "You did not provide the number of bytes specified by the Content-Length HTTP header."),
    InternalError(500, "We encountered an internal error. Please try again."),
    InvalidAccessKeyId(403, "The AWS Access Key Id you provided does not exist in our records."),
    InvalidArgument(400, "Invalid Argument"),
    InvalidBucketAclWithObjectOwnership(
            400, "Bucket cannot have ACLs set with ObjectOwnership's BucketOwnerEnforced setting"),
    InvalidBucketName(400, "The specified bucket is not valid."),
    InvalidBucketState(409, "The request is not valid with the current state of the bucket."),
    InvalidDigest(400, "The Content-MD5 you specified is not valid."),
    InvalidPart(400, "One or more of the specified parts could not be found, or its entity tag did not match."),
    InvalidPartNumber(416, "The requested partnumber is not satisfiable"),
    InvalidPartOrder(400, "The list of parts was not in ascending order. Parts must be ordered by part number."),
    InvalidPolicyDocument(
            400, "The content of the form does not meet the conditions specified in the policy document."),
    InvalidRange(416, "The requested range is not satisfiable"),
    InvalidRedirectLocation(400, "The website redirect location must have a prefix of 'http://' or 'https://' or '/'."),
    InvalidRequest(400, "Invalid Request"),
    InvalidRetentionPeriod(400, "The retention period is not valid."),
    InvalidStorageClass(400, "The storage class you specified is not valid."),
    InvalidTag(400, "The tag provided was not a valid tag."),
    InvalidTargetBucketForLogging(400, "The target bucket for logging does not exist or is not owned by you"),
    InvalidURI(400, "Couldn't parse the specified URI."),
    KeyTooLongError(400, "Your key is too long"),
    MalformedTrailerError(
            400,
            "The request contained trailing data that was not well-formed or did not conform to our published schema."),
    MalformedACLError(400, "The XML you provided was not well-formed or did not validate against our published schema"),
    MalformedPolicy(400, "Policies must be valid JSON"),
    MalformedPOSTRequest(400, "The body of your POST request is not well-formed multipart/form-data."),
    MalformedXML(400, "The XML you provided was not well-formed or did not validate against our published schema"),
    MaxPostPreDataLengthExceeded(400, "Your POST request fields preceding the upload file were too large."),
    MetadataTooLarge(400, "Your metadata headers exceed the maximum allowed metadata size"),
    MethodNotAllowed(405, "The specified method is not allowed against this resource."),
    MissingContentLength(411, "You must provide the Content-Length HTTP header."),
    MissingSecurityHeader(400, "Your request was missing a required header"),
    NoSuchBucket(404, "The specified bucket does not exist"),
    NoSuchBucketPolicy(404, "The bucket policy does not exist"),
    NoSuchConfiguration(404, "The specified configuration does not exist."),
    NoSuchCORSConfiguration(404, "The CORS configuration does not exist"),
    NoSuchKey(404, "The specified key does not exist."),
    NoSuchLifecycleConfiguration(404, "The lifecycle configuration does not exist"),
    NoSuchObjectLockConfiguration(404, "The specified object does not have a ObjectLock configuration"),
    NoSuchPublicAccessBlockConfiguration(404, "The public access block configuration was not found"),
    NoSuchTagSet(404, "The TagSet does not exist"),
    NoSuchUpload(404, "The specified multipart upload does not exist."),
    NoSuchVersion(404, "The specified version does not exist."),
    NoSuchWebsiteConfiguration(404, "The specified bucket does not have a website configuration"),
    NotImplemented(501, "A header or query you provided implies functionality that is not implemented."),
    ObjectLockConfigurationNotFoundError(404, "Object Lock configuration does not exist for this bucket"),
    OwnershipControlsNotFoundError(404, "The bucket ownership controls were not found"),
    PolicyTooLarge(400, "The policy is larger than 20 KB."),
    PreconditionFailed(412, "At least one of the pre-conditions you specified did not hold"),
    ReplicationConfigurationNotFoundError(404, "The replication configuration was not found"),
    RequestTimeTooSkewed(403, "The difference between the request time and the server's time is too large."),
    ServerSideEncryptionConfigurationNotFoundError(404, "The server side encryption configuration was not found"),
    ServiceUnavailable(503, "Service is unable to handle request."),
    SignatureDoesNotMatch(403, "The request signature we calculated does not match the signature you provided."),
    SlowDown(503, "Please reduce your request rate."),
    UnresolvableGrantByEmailAddress(400, "The e-mail address you provided does not match any account on record."),
    XAmzContentSHA256Mismatch(400, "The provided 'x-amz-content-sha256' header does not match what was computed.");

    private final int status;
    private final String text;

    S3Error(int status, String text) {
        this.status = status;
        this.text = text;
    }

    int status() {
        return status;
    }

    String text() {
        return text;
    }
}
