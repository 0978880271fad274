package souk.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;

/// How long a market that exists takes from `./souk up --detach` until it is ready, and to stop.
final class StartBench implements Bench {
    @Override
    public List<Figure> measure(Setting setting) throws IOException, InterruptedException {
        if (!setting.restart()) {
            throw new SoukException(
                    ErrorCode.BAD_REQUEST, "this stops the market in " + setting.folder() + ": add --restart to agree");
        }
        var launcher = Optional.ofNullable(setting.environment().get("SOUK_LAUNCHER"))
                .orElseGet(() -> setting.file("souk").toString());
        var folder = setting.folder();
        run(launcher, folder, "up", "--detach");
        var figures = new ArrayList<Figure>();
        for (int round = 0; round < setting.rounds(); round++) {
            var note = "round %d, by the launcher".formatted(round + 1);
            figures.add(Figure.seconds("stop", run(launcher, folder, "down"), note));
            figures.add(Figure.seconds("warm start", run(launcher, folder, "up", "--detach"), note));
        }
        return figures;
    }

    private static long run(String launcher, Path folder, String... words) throws IOException, InterruptedException {
        var command = new ArrayList<String>();
        command.add(launcher);
        command.addAll(List.of(words));
        command.addAll(List.of("--data", folder.toString()));
        long start = System.nanoTime();
        int exit = new ProcessBuilder(command)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start()
                .waitFor();
        if (exit != 0) {
            throw new SoukException(ErrorCode.UNAVAILABLE, String.join(" ", command) + " ended with " + exit);
        }
        return System.nanoTime() - start;
    }
}
