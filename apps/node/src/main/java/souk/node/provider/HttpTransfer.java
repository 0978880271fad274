package souk.node.provider;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;
import souk.orchestration.workload.ObjectTransfer;

/// Fetches inputs from, and puts outputs to, the addresses that a workload names.
final class HttpTransfer implements ObjectTransfer, AutoCloseable {
    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Duration LIMIT = Duration.ofMinutes(10);
    private static final int CHUNK = 64 * 1024;

    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(CONNECT).build();

    @Override
    public void download(String url, Path to, long maxBytes) {
        var request = HttpRequest.newBuilder(URI.create(url)).timeout(LIMIT).build();
        var response = send(request, HttpResponse.BodyHandlers.ofInputStream());
        try (var in = response.body();
                var out = Files.newOutputStream(to)) {
            check(url, response.statusCode());
            var chunk = new byte[CHUNK];
            long left = maxBytes;
            for (int count = in.read(chunk); count >= 0; count = in.read(chunk)) {
                left -= count;
                if (left < 0) {
                    throw new SoukException(ErrorCode.TOO_LARGE, "an input is larger than announced");
                }
                out.write(chunk, 0, count);
            }
        } catch (IOException e) {
            throw new SoukException(ErrorCode.UNAVAILABLE, "fetching an input broke off", e);
        }
    }

    @Override
    public void upload(Path from, String url) {
        try {
            var request = HttpRequest.newBuilder(URI.create(url))
                    .timeout(LIMIT)
                    .PUT(HttpRequest.BodyPublishers.ofFile(from))
                    .build();
            check(url, send(request, HttpResponse.BodyHandlers.discarding()).statusCode());
        } catch (IOException e) {
            throw new SoukException(ErrorCode.UNAVAILABLE, "an output cannot be read", e);
        }
    }

    private <T> HttpResponse<T> send(HttpRequest request, HttpResponse.BodyHandler<T> handler) {
        try {
            return client.send(request, handler);
        } catch (IOException e) {
            throw new SoukException(ErrorCode.UNAVAILABLE, "the consumer's gateway does not answer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SoukException(ErrorCode.DEADLINE_EXCEEDED, "interrupted", e);
        }
    }

    /// The address stays out of the message: it carries the right to use it.
    private static void check(String url, int status) {
        var what = "the gateway at " + URI.create(url).getAuthority() + " answered " + status;
        if (status == 404) {
            throw new SoukException(ErrorCode.NOT_FOUND, what);
        }
        if (status == 401 || status == 403) {
            throw new SoukException(ErrorCode.FORBIDDEN, what);
        }
        if (status >= 300) {
            throw new SoukException(ErrorCode.UNAVAILABLE, what);
        }
    }

    @Override
    public void close() {
        client.close();
    }
}
