package souk.sql.postgres;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicReference;

/// Stands between the driver and PostgreSQL, and cuts a connection when it commits.
final class CuttingProxy implements AutoCloseable {
    private final ServerSocket door;
    private final int target;
    private final AtomicReference<Cut> next = new AtomicReference<>(Cut.NONE);

    enum Cut {
        NONE,
        /// PostgreSQL never hears of the commit.
        BEFORE,
        /// PostgreSQL commits, and nobody hears of that.
        AFTER
    }

    private CuttingProxy(ServerSocket door, int target) {
        this.door = door;
        this.target = target;
    }

    static CuttingProxy start(int target) throws IOException {
        var proxy = new CuttingProxy(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), target);
        Thread.startVirtualThread(proxy::accept);
        return proxy;
    }

    int port() {
        return door.getLocalPort();
    }

    /// Cuts at the next commit, once.
    void cutNext(Cut cut) {
        next.set(cut);
    }

    private void accept() {
        while (!door.isClosed()) {
            try {
                var client = door.accept();
                var server = new Socket(InetAddress.getLoopbackAddress(), target);
                Thread.startVirtualThread(() -> requests(client, server));
                Thread.startVirtualThread(() -> answers(server, client));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void requests(Socket client, Socket server) {
        var buffer = new byte[1 << 16];
        try (client;
                server) {
            for (int count = client.getInputStream().read(buffer);
                    count >= 0;
                    count = client.getInputStream().read(buffer)) {
                var cut = commits(buffer, count) ? next.getAndSet(Cut.NONE) : Cut.NONE;
                if (cut == Cut.BEFORE) {
                    return;
                }
                if (cut == Cut.AFTER) {
                    client.close();
                }
                server.getOutputStream().write(buffer, 0, count);
                if (cut == Cut.AFTER) {
                    awaitAnswer(server);
                    return;
                }
            }
        } catch (IOException e) {
            // One of the two went away, and so does the other.
            return;
        }
    }

    /// The connection's end would be seen by PostgreSQL only after it has carried out what came before.
    private static void awaitAnswer(Socket server) throws IOException {
        server.shutdownOutput();
    }

    private static boolean commits(byte[] bytes, int count) {
        return new String(bytes, 0, count, ISO_8859_1).contains("COMMIT");
    }

    private static void answers(Socket server, Socket client) {
        try {
            server.getInputStream().transferTo(client.getOutputStream());
        } catch (IOException e) {
            return;
        }
    }

    @Override
    public void close() {
        try {
            door.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
