package souk.node.market;

import java.lang.module.ModuleFinder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// How the programs of the market are started on this JDK.
final class Jvm {
    /// A collector without threads of its own, the first compiler only, and bounds for what is not heap:
    /// together with the heap this bounds what a process takes.
    private static final List<String> SMALL = List.of(
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-XX:ReservedCodeCacheSize=24m",
            "-XX:MaxMetaspaceSize=96m",
            "-XX:MaxDirectMemorySize=64m",
            "-Xms16m",
            "-Xss512k");

    private static final String VECTOR_MODULE = "jdk.incubator.vector";

    private final Path java;
    private final Path libraries;
    private final Path kernels;

    /// @param repository the checkout with what was built
    Jvm(Path repository) {
        this.java = Path.of(System.getProperty("java.home"), "bin", "java");
        this.libraries = repository.resolve("target/dist/lib");
        this.kernels = repository.resolve("target/dist/lib-native/libsouk_gf.so");
    }

    /// The cache of a program; nodes of any kind are one.
    AotCache cache(String program, Path drafts) {
        return new AotCache(program, libraries, drafts);
    }

    /// For a program that many share: all compilers, and a collector that uses several processors.
    List<String> large(String heap, List<String> cache, String mainClass, String... arguments) {
        var options = new ArrayList<>(cache);
        options.addAll(List.of("-Xmx" + heap, "-XX:+UseParallelGC"));
        return command(options, mainClass, arguments);
    }

    /// As a large one, for a program that codes much: with the module of the vector kernel, where this JDK has
    /// it. A JVM asked for a module that it has not does not start; one that has it starts a tenth of a second
    /// later.
    List<String> coding(String heap, List<String> cache, String mainClass, String... arguments) {
        var options = new ArrayList<>(cache);
        ModuleFinder.ofSystem().find(VECTOR_MODULE).ifPresent(module -> options.add("--add-modules=" + VECTOR_MODULE));
        return large(heap, options, mainClass, arguments);
    }

    /// For one of many on a machine.
    List<String> small(String heap, List<String> cache, String mainClass, String... arguments) {
        var options = new ArrayList<>(cache);
        options.addAll(SMALL);
        options.add("-Xmx" + heap);
        return command(options, mainClass, arguments);
    }

    /// With the kernels in C, where the build made them: every program hashes.
    private List<String> command(List<String> options, String mainClass, String... arguments) {
        var command = new ArrayList<String>();
        command.add(java.toString());
        if (Files.exists(kernels)) {
            command.add("-Dsouk.gf.library=" + kernels);
        }
        command.add("--enable-native-access=ALL-UNNAMED");
        command.add("-XX:+ExitOnOutOfMemoryError");
        command.addAll(options);
        command.addAll(List.of("-cp", libraries + "/*", mainClass));
        command.addAll(List.of(arguments));
        return command;
    }
}
