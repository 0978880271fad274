package souk.bench;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import souk.trust.sigv4.Header;
import souk.trust.sigv4.SigV4;
import souk.trust.sigv4.SigV4Signer;
import souk.trust.sigv4.SignableRequest;

/// One connection of a client that does as little as it can, so that on a machine shared with the server the figure is
/// the server's: HTTP/1.1 on a socket, Signature V4 over the headers, the payload unsigned.
final class S3Wire implements AutoCloseable {
    private static final String REGION = "us-east-1";
    private static final int TIMEOUT_MILLIS = 180_000;
    private static final int BUFFER = 64 * 1024;

    private final Setting.Market market;
    private final SigV4Signer signer;
    private final InstantSource clock;
    private Optional<Connection> connection = Optional.empty();

    S3Wire(Setting.Market market, InstantSource clock) {
        this.market = market;
        this.signer = SigV4Signer.s3(market.credentials(), REGION);
        this.clock = clock;
    }

    @FunctionalInterface
    interface Upload {
        void to(OutputStream out) throws IOException;
    }

    /// Reads an answer's body to its end.
    @FunctionalInterface
    interface Download<T> {
        T from(int status, InputStream body) throws IOException;
    }

    private record Connection(Socket socket, InputStream in, OutputStream out) {}

    /// Sends a request and has its answer read, once: after a failure the next request takes a new connection.
    ///
    /// @param path with its query, if any
    <T> T call(String method, String path, List<Header> headers, long length, Upload upload, Download<T> download)
            throws IOException {
        boolean whole = false;
        try {
            var line = connection.isPresent() ? connection.get() : connect();
            line.out.write(head(method, path, headers, length));
            upload.to(line.out);
            line.out.flush();
            int status = status(line.in);
            var answer = headers(line.in);
            try (var body = body(method, status, answer, line.in)) {
                T result = download.from(status, body);
                whole = body.read() < 0 && !"close".equals(answer.get("connection"));
                return result;
            }
        } finally {
            if (!whole) {
                close();
            }
        }
    }

    /// A request without a body; the answer's status.
    int call(String method, String path) throws IOException {
        return call(method, path, List.of(), 0, out -> {}, (status, body) -> {
            body.transferTo(OutputStream.nullOutputStream());
            return status;
        });
    }

    private Connection connect() throws IOException {
        var socket = new Socket();
        try {
            socket.setOption(StandardSocketOptions.TCP_NODELAY, true);
            socket.setSoTimeout(TIMEOUT_MILLIS);
            socket.connect(
                    new InetSocketAddress(market.s3().getHost(), market.s3().getPort()), TIMEOUT_MILLIS);
            var opened = new Connection(
                    socket,
                    new BufferedInputStream(socket.getInputStream(), BUFFER),
                    new Joined(socket.getOutputStream()));
            connection = Optional.of(opened);
            return opened;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    private byte[] head(String method, String path, List<Header> headers, long length) {
        var parts = path.split("\\?", 2);
        var all = new ArrayList<>(headers);
        all.add(new Header("Host", market.s3().getAuthority()));
        var request = new SignableRequest(method, parts[0], parts.length > 1 ? parts[1] : "", all);
        var signed = signer.sign(request, SigV4.UNSIGNED_PAYLOAD, clock.instant());
        var text = new StringBuilder(method).append(' ').append(path).append(" HTTP/1.1\r\n");
        signed.request()
                .headers()
                .forEach(it ->
                        text.append(it.name()).append(": ").append(it.value()).append("\r\n"));
        text.append("Content-Length: ").append(length).append("\r\n\r\n");
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static int status(InputStream in) throws IOException {
        String first = line(in);
        while (first.startsWith("HTTP/1.1 100")) {
            line(in);
            first = line(in);
        }
        return Integer.parseInt(first.split(" ")[1]);
    }

    private static Map<String, String> headers(InputStream in) throws IOException {
        var headers = new HashMap<String, String>();
        for (var line = line(in); !line.isEmpty(); line = line(in)) {
            int colon = line.indexOf(':');
            headers.put(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip());
        }
        return headers;
    }

    private static InputStream body(String method, int status, Map<String, String> headers, InputStream in) {
        if (method.equals("HEAD") || status == 204 || status == 304) {
            return InputStream.nullInputStream();
        }
        return "chunked".equals(headers.get("transfer-encoding"))
                ? new Chunks(in)
                : new Limited(in, Long.parseLong(headers.getOrDefault("content-length", "0")));
    }

    private static String line(InputStream in) throws IOException {
        var line = new ByteArrayOutputStream(128);
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new EOFException("the server closed the connection");
            }
            if (next != '\r') {
                line.write(next);
            }
        }
        return line.toString(StandardCharsets.UTF_8);
    }

    @Override
    public void close() throws IOException {
        if (connection.isPresent()) {
            connection.get().socket.close();
            connection = Optional.empty();
        }
    }

    /// Joins headers and a small body to one write; large pieces go as they are.
    private static final class Joined extends OutputStream {
        private final OutputStream out;
        private final byte[] waiting = new byte[BUFFER];
        private int count;

        Joined(OutputStream out) {
            this.out = out;
        }

        @Override
        public void write(int one) throws IOException {
            write(new byte[] {(byte) one}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            if (count + length > waiting.length) {
                flush();
            }
            if (length >= waiting.length) {
                out.write(bytes, offset, length);
                return;
            }
            System.arraycopy(bytes, offset, waiting, count, length);
            count += length;
        }

        @Override
        public void flush() throws IOException {
            out.write(waiting, 0, count);
            count = 0;
        }
    }

    /// So many bytes of a connection.
    private static class Limited extends FilterInputStream {
        private long left;

        Limited(InputStream in, long left) {
            super(in);
            this.left = left;
        }

        @Override
        public int read() throws IOException {
            var one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            if (left == 0) {
                return -1;
            }
            int count = in.read(bytes, offset, (int) Math.min(length, left));
            if (count < 0) {
                throw new EOFException("the answer ended " + left + " bytes early");
            }
            left -= count;
            return count;
        }

        /// The connection stays.
        @Override
        public void close() {}
    }

    /// A body in chunks.
    private static final class Chunks extends InputStream {
        private final InputStream in;
        private Limited chunk;
        private boolean first = true;
        private boolean ended;

        Chunks(InputStream in) {
            this.in = in;
            this.chunk = new Limited(in, 0);
        }

        @Override
        public int read() throws IOException {
            var one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            int count = ended ? -1 : chunk.read(bytes, offset, length);
            while (count < 0 && !ended) {
                next();
                count = ended ? -1 : chunk.read(bytes, offset, length);
            }
            return count;
        }

        private void next() throws IOException {
            if (!first) {
                line(in);
            }
            first = false;
            long size = Long.parseLong(line(in).split(";")[0], 16);
            chunk = new Limited(in, size);
            if (size == 0) {
                ended = true;
                headers(in);
            }
        }
    }
}
