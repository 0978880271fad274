package souk.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import souk.bench.campaign.Campaign;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;

/// A whole market of its own, as `./souk up` makes it.
final class SoukServer implements S3Server {
    /// Away from the market that somebody may be running, and from a campaign's.
    private static final int PORT = 27_400;

    private static final int PROVIDERS = 24;

    private final String launcher;
    private final Path folder;

    private SoukServer(String launcher, Path folder) {
        this.launcher = launcher;
        this.folder = folder;
    }

    static SoukServer start(Setting setting) throws IOException {
        var launcher = Optional.ofNullable(setting.environment().get("SOUK_LAUNCHER"))
                .orElseGet(() -> setting.file("souk").toAbsolutePath().toString());
        var server = new SoukServer(launcher, Files.createTempDirectory("souk-bench"));
        server.run("up", "--detach", "--port", Integer.toString(PORT), "--providers", Integer.toString(PROVIDERS));
        return server;
    }

    @Override
    public String name() {
        return "souk";
    }

    @Override
    public String keeps() {
        return PROVIDERS + " providers, 10 of 20 shards kept, sealed, forced; chain, auditors and relay included";
    }

    @Override
    public boolean codesAndEncrypts() {
        return true;
    }

    @Override
    public Setting.Market market() {
        try {
            return Setting.marketIn(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Duration processor() {
        try (var files = Files.list(folder.resolve("run"))) {
            return files.filter(it -> it.toString().endsWith(".pid"))
                    .flatMap(it -> pid(it).flatMap(ProcessHandle::of).stream())
                    .map(it -> it.info().totalCpuDuration().orElse(Duration.ZERO))
                    .reduce(Duration.ZERO, Duration::plus);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Optional<Long> pid(Path file) {
        try {
            return Optional.of(Long.parseLong(Files.readString(file).strip()));
        } catch (IOException | NumberFormatException e) {
            return Optional.empty();
        }
    }

    @Override
    public void close() {
        try {
            run("down");
            Campaign.clear(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void run(String... words) throws IOException {
        var command = new ArrayList<>(List.of(launcher));
        command.addAll(List.of(words));
        command.addAll(List.of("--data", folder.toString()));
        var builder = new ProcessBuilder(command).redirectOutput(ProcessBuilder.Redirect.DISCARD);
        builder.redirectError(ProcessBuilder.Redirect.INHERIT).environment().put("SOUK_NO_BUILD", "1");
        try {
            int exit = builder.start().waitFor();
            if (exit != 0) {
                throw new SoukException(ErrorCode.UNAVAILABLE, String.join(" ", command) + " ended with " + exit);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SoukException(ErrorCode.UNAVAILABLE, "interrupted", e);
        }
    }
}
