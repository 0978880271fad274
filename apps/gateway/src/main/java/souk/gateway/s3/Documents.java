package souk.gateway.s3;

import java.io.IOException;
import java.util.Set;

/// Reads the small documents some operations take, with all the checks of a body.
final class Documents {
    /// The largest document: completing 10,000 parts with their checksums takes under 2 MiB.
    static final int MAX_BYTES = 4 << 20;

    private Documents() {}

    static byte[] read(S3Call call) throws IOException {
        return read(call, false);
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
