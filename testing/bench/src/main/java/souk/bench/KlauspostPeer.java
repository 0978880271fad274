package souk.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;

/// klauspost/reedsolomon by a small Go program, built when it is asked for.
final class KlauspostPeer implements ErasurePeer {
    private static final String SOURCES = "testing/bench/peer/reedsolomon";
    private static final String PROGRAM = "target/peer/reedsolomon";

    private final Path sources;
    private final Path program;

    private KlauspostPeer(Path sources, Path program) {
        this.sources = sources;
        this.program = program;
    }

    /// Empty without Go.
    static Optional<ErasurePeer> build(Setting setting) throws IOException, InterruptedException {
        Path sources = setting.file(SOURCES);
        Path program = setting.root().resolve(PROGRAM);
        try {
            run(sources, List.of("go", "version"));
        } catch (IOException e) {
            return Optional.empty();
        }
        run(sources, List.of("go", "build", "-o", program.toString(), "."));
        return Optional.of(new KlauspostPeer(sources, program));
    }

    @Override
    public String name() {
        return "klauspost";
    }

    @Override
    public Figure measure(ErasureBench.Task task) throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of(program.toString(), Integer.toString(ErasureBench.LENGTH)));
        command.addAll(List.of(task.name().split("[ ,]")[0], Integer.toString(task.k()), Integer.toString(task.n())));
        double rate = Double.parseDouble(run(sources, command).strip());
        return new Figure(task.name() + ", " + name(), rate, "GB/s", "Go, one goroutine, the same windows");
    }

    private static String run(Path folder, List<String> command) throws IOException, InterruptedException {
        var process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new SoukException(ErrorCode.UNAVAILABLE, String.join(" ", command) + " failed: see above");
        }
        return output;
    }
}
