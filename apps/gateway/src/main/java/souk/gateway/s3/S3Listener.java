package souk.gateway.s3;

import io.helidon.webserver.WebServerConfig;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http1.Http1Config;

/// Sets a listener up the way the door needs it.
public final class S3Listener {
    /// Request headers in bytes: 2 KiB of metadata, a long signature and what proxies add.
    static final int MAX_HEADERS = 32 * 1024;

    /// The request line: a key of 1,024 bytes, each encoded in three, and a presigned query.
    static final int MAX_REQUEST_LINE = 16 * 1024;

    private S3Listener() {}

    /// Adds the service for every path and sets the limits of HTTP/1.1.
    ///
    /// @param server host and port are the caller's to set
    public static WebServerConfig.Builder configure(WebServerConfig.Builder server, S3Service service) {
        return server.connectionOptions(options -> options.tcpNoDelay(true))
                // The server's own channels write 8 KiB at a time; through a socket a window of an object is few calls.
                .useNio(false)
                .contentEncoding(new UntouchedEncoding())
                .addProtocol(Http1Config.builder()
                        .maxHeadersSize(MAX_HEADERS)
                        .maxPrologueLength(MAX_REQUEST_LINE)
                        // Keys may hold what a path of the web may not; the door judges raw paths itself.
                        .validatePath(false)
                        .validatePrologue(false)
                        // The client is told to go on only once its signature was found right.
                        .continueImmediately(false)
                        .build())
                .routing((HttpRouting.Builder routing) -> routing.any(service));
    }
}
