package souk.gateway.s3;

import java.io.IOException;

/// One operation of the API.
@FunctionalInterface
interface Operation {
    /// Carries it out.
    ///
    /// @throws S3Exception for every error the client is told
    /// @throws IOException when the network behind the door does not answer in time
    Reply run(S3Call call) throws IOException;
}
