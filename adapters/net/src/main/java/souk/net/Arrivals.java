package souk.net;

import io.helidon.http.Headers;
import io.helidon.http.HttpPrologue;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.http1.Http1ConnectionListener;
import java.security.KeyManagementException;
import java.security.SecureRandom;
import java.time.Duration;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLContextSpi;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocketFactory;
import javax.net.ssl.SSLSessionContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;

/// Hangs up on callers that connect and then dawdle. The web server itself only times out between two requests: a
/// caller that stops in the middle of the handshake or of its headers would keep its connection, and a thousand of
/// those would keep everybody else out.
///
/// The watch of a connection starts when the server makes its TLS engine, starts again with each request line, and
/// ends with the last header; all three happen on the connection's own thread.
final class Arrivals implements Http1ConnectionListener {
    private final Watchdog watchdog;
    private final Duration limit;
    private final ThreadLocal<Watchdog.@Nullable Watch> current = new ThreadLocal<>();
    private volatile boolean armed;

    Arrivals(Watchdog watchdog, Duration limit) {
        this.watchdog = watchdog;
        this.limit = limit;
    }

    /// Starts to watch. The server makes an engine of its own when it starts, on a thread that is nobody's connection.
    void arm() {
        armed = true;
    }

    /// The same context, whose engines tell when a connection begins.
    SSLContext watched(SSLContext context) {
        return new WatchedContext(context, this::begin);
    }

    @Override
    public void prologue(ConnectionContext connection, HttpPrologue prologue) {
        begin();
    }

    @Override
    public void headers(ConnectionContext connection, Headers headers) {
        end();
    }

    private void begin() {
        if (!armed) {
            return;
        }
        end();
        current.set(watchdog.watch(limit));
    }

    private void end() {
        var watch = current.get();
        if (watch != null) {
            watch.close();
            current.remove();
        }
    }

    private static final class WatchedContext extends SSLContext {
        WatchedContext(SSLContext context, Runnable whenConnected) {
            super(new WatchedSpi(context, whenConnected), context.getProvider(), context.getProtocol());
        }
    }

    private static final class WatchedSpi extends SSLContextSpi {
        private final SSLContext context;
        private final Runnable whenConnected;

        WatchedSpi(SSLContext context, Runnable whenConnected) {
            this.context = context;
            this.whenConnected = whenConnected;
        }

        @Override
        protected SSLEngine engineCreateSSLEngine() {
            whenConnected.run();
            return context.createSSLEngine();
        }

        @Override
        protected SSLEngine engineCreateSSLEngine(String host, int port) {
            whenConnected.run();
            return context.createSSLEngine(host, port);
        }

        @Override
        protected void engineInit(
                KeyManager @Nullable [] keys, TrustManager @Nullable [] trust, @Nullable SecureRandom random)
                throws KeyManagementException {
            context.init(keys, trust, random);
        }

        @Override
        protected SSLSocketFactory engineGetSocketFactory() {
            return context.getSocketFactory();
        }

        @Override
        protected SSLServerSocketFactory engineGetServerSocketFactory() {
            return context.getServerSocketFactory();
        }

        @Override
        protected SSLSessionContext engineGetServerSessionContext() {
            return context.getServerSessionContext();
        }

        @Override
        protected SSLSessionContext engineGetClientSessionContext() {
            return context.getClientSessionContext();
        }

        @Override
        protected SSLParameters engineGetDefaultSSLParameters() {
            return context.getDefaultSSLParameters();
        }

        @Override
        protected SSLParameters engineGetSupportedSSLParameters() {
            return context.getSupportedSSLParameters();
        }
    }
}
