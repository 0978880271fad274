package souk.compute;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// The command line of a sandbox process.
final class SandboxCommand {
    private static final Path PRLIMIT = Path.of("/usr/bin/prlimit");
    private static final Path NICE = Path.of("/usr/bin/nice");

    /// Jobs yield to the node, which must answer its peers.
    private static final int NICENESS = 10;

    /// The guest's descriptors, the class path and the JVM's own.
    private static final int MAX_DESCRIPTORS = OpenFiles.MAX_OPEN + 128;

    private final Path java;
    private final String classPath;

    SandboxCommand(Path java, String classPath) {
        this.java = java;
        this.classPath = classPath;
    }

    static SandboxCommand of(List<Path> classPath) {
        return new SandboxCommand(
                Path.of(System.getProperty("java.home"), "bin", "java"), SandboxClassPath.joined(classPath));
    }

    /// Starts a process for one job in `workingDirectory`.
    Process start(MemoryTier tier, Path workingDirectory, List<String> options, String... modes) throws IOException {
        var command = new ArrayList<>(limits(tier));
        command.addAll(java(tier, options, modes));
        return builder(command, workingDirectory).start();
    }

    /// Starts a process that runs our own program only, without the limits: recording a cache reserves much memory.
    Process startTrusted(MemoryTier tier, Path workingDirectory, List<String> options, String... modes)
            throws IOException {
        return builder(java(tier, options, modes), workingDirectory)
                .redirectOutput(Redirect.DISCARD)
                .start();
    }

    /// A process gets nothing of this one's environment.
    private static ProcessBuilder builder(List<String> command, Path workingDirectory) {
        var builder =
                new ProcessBuilder(command).directory(workingDirectory.toFile()).redirectError(Redirect.DISCARD);
        builder.environment().clear();
        // The allocator reserves address space for each thread's arena; two are enough here.
        builder.environment().put("MALLOC_ARENA_MAX", "2");
        return builder;
    }

    private List<String> java(MemoryTier tier, List<String> options, String... modes) {
        var command = new ArrayList<String>();
        command.add(java.toString());
        command.addAll(flags(tier));
        command.addAll(options);
        command.addAll(List.of("-cp", classPath, SandboxMain.class.getName()));
        command.addAll(List.of(modes));
        return command;
    }

    /// The operating system's limits, where its tools are installed.
    private static List<String> limits(MemoryTier tier) {
        var command = new ArrayList<String>();
        if (Files.isExecutable(NICE)) {
            command.addAll(List.of(NICE.toString(), "-n", Integer.toString(NICENESS)));
        }
        if (Files.isExecutable(PRLIMIT)) {
            command.addAll(List.of(
                    PRLIMIT.toString(),
                    "--core=0",
                    "--nofile=" + MAX_DESCRIPTORS,
                    "--as=" + tier.addressSpaceBytes(),
                    "--"));
        }
        return command;
    }

    private static List<String> flags(MemoryTier tier) {
        return List.of(
                "-Xms32m",
                "-Xmx" + tier.heapMebibytes() + "m",
                "-XX:+UseSerialGC",
                "-XX:MaxMetaspaceSize=192m",
                "-XX:CompressedClassSpaceSize=96m",
                "-XX:ReservedCodeCacheSize=96m",
                "-XX:CICompilerCount=2",
                // Compiled guests have large methods; without this they would stay interpreted.
                "-XX:-DontCompileHugeMethods",
                "-XX:-UsePerfData",
                "-XX:+DisableAttachMechanism",
                "-XX:+SuppressFatalErrorMessage",
                // The standard output belongs to the frames.
                "-XX:+DisplayVMOutputToStderr",
                "-Xlog:disable",
                "-Djava.awt.headless=true",
                "-Djava.io.tmpdir=.");
    }
}
