package souk.compute;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/// Keeps what a job prints.
final class Printed implements OutputSink {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @Override
    public synchronized void accept(Stream stream, byte[] bytes) {
        (stream == Stream.STDOUT ? out : err).writeBytes(bytes);
    }

    synchronized byte[] bytes() {
        return out.toByteArray();
    }

    synchronized String text() {
        return out.toString(StandardCharsets.UTF_8);
    }

    synchronized int errorBytes() {
        return err.size();
    }
}
