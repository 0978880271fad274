package souk.core.fuzz;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;

/// Feeds a parser the inputs kept in a folder, then changed ones until its budget is used up.
///
/// The budget is a number of inputs with a fixed seed, so that a build is repeatable. For a long run:
/// `mvn test -pl MODULE -am -Dtest='*FuzzTest' -Dsouk.fuzz.seconds=600 -Dsouk.fuzz.seed=42`. An input that fails is
/// written to `target/fuzz`; once the fault is fixed, it belongs into the folder.
public final class Fuzz {
    private static final String WORDS = "words.txt";

    private final String name;
    private final List<Path> kept;
    private final Mutator mutator;

    /// What must hold for every input, good or bad.
    public interface Check {
        void run(byte[] input) throws Exception;
    }

    private Fuzz(String name, List<Path> kept, Mutator mutator) {
        this.name = name;
        this.kept = kept;
        this.mutator = mutator;
    }

    /// Reads the test resources `fuzz/NAME/*`: each file is an input, but `words.txt` holds a word a line.
    public static Fuzz of(String name) {
        try (var files = Files.list(folder(name))) {
            var all = files.sorted().toList();
            var kept = all.stream().filter(file -> !file.endsWith(WORDS)).toList();
            var words = new ArrayList<String>();
            for (var file : all) {
                if (file.endsWith(WORDS)) {
                    words.addAll(Files.readAllLines(file));
                }
            }
            return new Fuzz(
                    name, kept, new Mutator(kept.stream().map(Fuzz::read).toList(), words));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Changed inputs only, of the caller's own seeds.
    public static Fuzz of(String name, Mutator mutator) {
        return new Fuzz(name, List.of(), mutator);
    }

    /// @param inputs how many changed inputs a build tries
    public void run(int inputs, Check check) {
        for (var file : kept) {
            verify(read(file), file.getFileName().toString(), check);
        }
        long seed = Long.getLong("souk.fuzz.seed", 1);
        long seconds = Long.getLong("souk.fuzz.seconds", 0);
        var random = new SplittableRandom(seed);
        long end = System.nanoTime() + seconds * 1_000_000_000;
        for (long i = 0; seconds > 0 ? System.nanoTime() < end : i < inputs; i++) {
            verify(mutator.next(random), "seed " + seed + ", input " + i, check);
        }
    }

    private void verify(byte[] input, String which, Check check) {
        try {
            check.run(input);
        } catch (Throwable e) {
            throw new AssertionError(name + ", " + which + ", kept in " + keep(input) + ": " + e, e);
        }
    }

    private Path keep(byte[] input) {
        try {
            var folder = Files.createDirectories(Path.of("target", "fuzz"));
            return Files.write(folder.resolve(name + "-" + Integer.toHexString(Arrays.hashCode(input))), input);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] read(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path folder(String name) {
        try {
            URL found = Objects.requireNonNull(
                    Thread.currentThread().getContextClassLoader().getResource("fuzz/" + name), name);
            return Path.of(found.toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
