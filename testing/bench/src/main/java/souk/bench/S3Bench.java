package souk.bench;

import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.InstantSource;
import java.util.List;

/// How fast one client puts and gets one large object. What comes back is compared by its SHA-256. With peers, a market
/// of its own and they are compared in many more ways.
final class S3Bench implements Bench {
    private static final String BUCKET = "souk-bench";
    private static final String PATH = "/" + BUCKET + "/large";
    private static final int BUFFER = 1 << 20;

    @Override
    public List<Figure> measure(Setting setting) throws IOException, InterruptedException {
        if (setting.peer()) {
            return S3Comparison.of(setting).run();
        }
        long size = setting.sizeBytes();
        var expected = digest(new Content(size));
        try (var door = new S3Door(setting.market(), InstantSource.system())) {
            door.makeBucket(BUCKET);
            long start = System.nanoTime();
            var body = BodyPublishers.ofInputStream(() -> new Content(size));
            door.put(PATH, BodyPublishers.fromPublisher(body, size));
            long put = System.nanoTime();
            byte[] actual;
            try (var answer = door.get(PATH)) {
                actual = digest(answer);
            }
            long get = System.nanoTime();
            door.delete(PATH);
            Answers.require(MessageDigest.isEqual(expected, actual), "the object");
            var note = "%d MiB, one client, one request".formatted(size >> 20);
            return List.of(
                    Figure.mebibytes("PUT", size, put - start, note),
                    Figure.mebibytes("GET", size, get - put, note + ", SHA-256 checked while it arrives"));
        }
    }

    private static byte[] digest(InputStream content) throws IOException {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            var buffer = new byte[BUFFER];
            for (int read = content.read(buffer); read >= 0; read = content.read(buffer)) {
                digest.update(buffer, 0, read);
            }
            return digest.digest();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
