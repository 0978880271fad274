package souk.gateway.s3;

import java.io.IOException;
import java.util.Set;
import souk.trust.sigv4.SigV4;

/// Reads the small documents some operations take, with all the checks of a body.
final class Documents {
    /// The largest document: completing 10,000 parts with their checksums takes under 2 MiB.
    static final int MAX_BYTES = 4 << 20;

    private Documents() {}

    static byte[] read(S3Call call) throws IOException {
        return read(call, false);
    }

    /// As [#read], for operations that S3 lets nobody ask for without a check of the document.
    ///
    /// @throws S3Exception `InvalidRequest` if there is neither an MD5 nor a checksum
    static byte[] readVerified(S3Call call) throws IOException {
        if (!hasIntegrity(call)) {
            throw new S3Exception(
                    S3Error.InvalidRequest,
                    "Missing required header for this request: Content-MD5 OR x-amz-checksum-*");
        }
        return read(call);
    }

    /// Whether the client sends something to check its body against.
    static boolean hasIntegrity(S3Call call) {
        return call.header("content-md5").isPresent()
                || call.header("x-amz-trailer").isPresent()
                || ChecksumHeaders.read(call::header).isPresent();
    }

    /// Leaves the checksum headers to the caller, since they speak of something else than the document.
    static byte[] readUnchecked(S3Call call) throws IOException {
        return read(call, true);
    }

    private static byte[] read(S3Call call, boolean foreignChecksum) throws IOException {
        var absent = call.header("content-length").isEmpty()
                && call.header("x-amz-decoded-content-length").isEmpty();
        if (absent) {
            return new byte[0];
        }
        if (call.payload().hash().equals(SigV4.STREAMING_UNSIGNED_TRAILER)) {
            // Its only check comes behind the body, which S3 allows for objects and parts alone.
            throw new S3Exception(S3Error.InvalidRequest, "The value of x-amz-content-sha256 header is invalid.");
        }
        var announcement = foreignChecksum ? BodyAnnouncement.readWithoutChecksum(call) : BodyAnnouncement.read(call);
        if (announcement.length() > MAX_BYTES) {
            throw new S3Exception(S3Error.MalformedXML, "The document is larger than " + MAX_BYTES + " bytes.");
        }
        try (var body = RequestBody.open(call, announcement, Set.of())) {
            var bytes = body.readAllBytes();
            body.verify();
            return bytes;
        } catch (BodyFault e) {
            throw e.toS3();
        }
    }
}
