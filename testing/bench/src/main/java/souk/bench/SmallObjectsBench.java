package souk.bench;

import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;

/// How many small objects a second many clients put, get and delete.
final class SmallObjectsBench implements Bench {
    private static final String BUCKET = "souk-bench";
    private static final int BYTES = 4 * 1024;
    private static final int EACH = 25;

    @FunctionalInterface
    private interface Step {
        void run(String path, byte[] content) throws IOException, InterruptedException;
    }

    @Override
    public List<Figure> measure(Setting setting) throws IOException, InterruptedException {
        try (var door = new S3Door(setting.market(), InstantSource.system())) {
            door.makeBucket(BUCKET);
            return List.of(
                    objects(
                            "PUT",
                            setting.clients(),
                            (path, content) -> door.put(path, BodyPublishers.ofByteArray(content))),
                    objects("GET", setting.clients(), (path, content) -> {
                        try (var answer = door.get(path)) {
                            Answers.require(Arrays.equals(content, answer.readAllBytes()), path);
                        }
                    }),
                    objects("DELETE", setting.clients(), (path, content) -> door.delete(path)));
        }
    }

    private static Figure objects(String name, int clients, Step step) throws InterruptedException {
        long start = System.nanoTime();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> running = new ArrayList<>();
            for (int client = 0; client < clients; client++) {
                int number = client;
                running.add(threads.submit(() -> {
                    each(number, step);
                    return number;
                }));
            }
            for (var one : running) {
                one.get();
            }
        } catch (ExecutionException e) {
            throw new SoukException(ErrorCode.UNAVAILABLE, "a client failed: " + e.getCause(), e);
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        var note = "4 KiB, %d clients, %d objects each".formatted(clients, EACH);
        return new Figure(name, clients * EACH / seconds, "objects/s", note);
    }

    private static void each(int client, Step step) throws IOException, InterruptedException {
        for (int object = 0; object < EACH; object++) {
            var content = new Content(BYTES).readAllBytes();
            content[0] = (byte) client;
            content[1] = (byte) object;
            step.run("/" + BUCKET + "/small/" + client + "/" + object, content);
        }
    }
}
