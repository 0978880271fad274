package souk.bench;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import souk.bench.campaign.Campaign;

/// Another's server, as one process.
final class PeerServer implements S3Server {
    private static final int PORT = 27_500;
    private static final long STOP_SECONDS = 30;

    private final S3Peer peer;
    private final Process process;
    private final Path folder;

    private PeerServer(S3Peer peer, Process process, Path folder) {
        this.peer = peer;
        this.process = process;
        this.folder = folder;
    }

    static PeerServer start(S3Peer peer, Path program) throws IOException {
        var folder = Files.createTempDirectory("souk-bench-" + peer.program());
        var data = Files.createDirectory(folder.resolve("data"));
        var start = peer.start(program, data, PORT);
        var builder = new ProcessBuilder(start.command()).redirectErrorStream(true);
        builder.redirectOutput(folder.resolve("log").toFile()).environment().putAll(start.environment());
        return new PeerServer(peer, builder.start(), folder);
    }

    @Override
    public String name() {
        return peer.program();
    }

    @Override
    public String keeps() {
        return peer.keeps();
    }

    @Override
    public boolean codesAndEncrypts() {
        return peer.codesAndEncrypts();
    }

    @Override
    public Setting.Market market() {
        var address = URI.create("http://127.0.0.1:" + PORT);
        return new Setting.Market(address, address, S3Peer.CREDENTIALS);
    }

    @Override
    public Duration processor() {
        return process.info().totalCpuDuration().orElse(Duration.ZERO);
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
            Campaign.clear(folder);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
