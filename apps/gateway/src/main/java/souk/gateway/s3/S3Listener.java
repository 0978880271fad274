package souk.gateway.s3;

import io.helidon.http.DirectHandler;
import io.helidon.http.HeaderNames;
import io.helidon.http.ServerResponseHeaders;
import io.helidon.http.Status;
import io.helidon.webserver.WebServerConfig;
import io.helidon.webserver.http.DirectHandlers;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http1.Http1Config;
import org.jspecify.annotations.Nullable;

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
                .directHandlers(refusals())
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

    private static DirectHandlers refusals() {
        var handlers = DirectHandlers.builder();
        for (var event : DirectHandler.EventType.values()) {
            handlers.addHandler(event, S3Listener::refuse);
        }
        return handlers.build();
    }

    /// Answers what is no request, in the form of all other errors. The service answers its own failures, so even
    /// what the web server calls its internal error, such as a method with a colon, is the client's.
    private static DirectHandler.TransportResponse refuse(
            DirectHandler.TransportRequest request,
            DirectHandler.EventType event,
            Status status,
            ServerResponseHeaders headers,
            @Nullable String message) {
        var code = status.code() >= 500 ? Status.BAD_REQUEST_400 : status;
        return DirectHandler.TransportResponse.builder()
                .status(code)
                .headers(headers)
                .header(HeaderNames.CONTENT_TYPE, "application/xml")
                .entity(Xml.plainDocument("Error", xml -> {
                    xml.text("Code", S3Error.InvalidRequest.name());
                    xml.text("Message", code.reasonPhrase());
                }))
                .keepAlive(false)
                .build();
    }
}
