package souk.hadoop;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// The S3 door over a folder in a process of its own, which keeps its libraries apart from Hadoop's.
///
/// @param uri where it listens
record DoorProcess(Process process, String uri, String accessKey, String secretKey) implements AutoCloseable {
    private static final int SECONDS_TO_END = 10;

    static DoorProcess start(Path folder) throws IOException {
        var command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                "souk.gateway.s3.LocalDoor",
                folder.toString(),
                "0");
        var log = folder.resolve("door.log").toFile();
        var process = new ProcessBuilder(command).redirectError(log).start();
        // Its first line: address, access key, secret key.
        var said = firstLine(process).split(" ", -1);
        return new DoorProcess(process, said[0], said[1], said[2]);
    }

    private static String firstLine(Process process) throws IOException {
        // Not closed: closing it would close the pipe that the door prints to.
        BufferedReader output = process.inputReader(StandardCharsets.UTF_8);
        String line = output.readLine();
        if (line == null) {
            throw new IOException("the door ended before it said where it listens");
        }
        return line;
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(SECONDS_TO_END, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
