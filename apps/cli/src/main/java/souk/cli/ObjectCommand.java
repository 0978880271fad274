package souk.cli;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;
import souk.core.json.Json;
import souk.core.merkle.ObjectTree;
import souk.core.merkle.SpanHasher;
import souk.core.merkle.SpanRoot;
import souk.core.value.Digest;
import souk.sdk.object.S3Ranges;
import souk.sdk.object.UnprovenException;
import souk.sdk.object.VerifiedRead;

/// Objects checked without trust in the gateway.
@Command(
        name = "object",
        description = "Objects checked without trust in the gateway.",
        subcommands = {ObjectCommand.Root.class, ObjectCommand.Verify.class})
final class ObjectCommand {
    private static final int BUFFER = 64 * 1024;

    @Command(name = "root", description = "The root that a file has as an object.")
    static final class Root implements Callable<Integer> {
        @Parameters(paramLabel = "FILE")
        private Path file = Path.of("");

        @Option(
                names = "--part-size",
                description = "Bytes of each part it is uploaded in; without it, it is uploaded at once.")
        private long part = Long.MAX_VALUE;

        @Option(names = "--json", description = "Print JSON.")
        private boolean json;

        @Override
        public Integer call() throws IOException {
            if (part < 1) {
                throw new SoukException(ErrorCode.BAD_REQUEST, "a part has at least one byte");
            }
            try (var bytes = new BufferedInputStream(Files.newInputStream(file), BUFFER)) {
                var root = root(bytes, part);
                Main.show(Json.object().put("root", root.hex()).build(), json);
            }
            return 0;
        }
    }

    private static Digest root(InputStream bytes, long part) throws IOException {
        List<SpanRoot> spans = new ArrayList<>();
        var buffer = new byte[BUFFER];
        while (true) {
            var hasher = new SpanHasher();
            for (long left = part; left > 0; ) {
                int count = bytes.read(buffer, 0, (int) Math.min(left, BUFFER));
                if (count < 0) {
                    break;
                }
                hasher.append(buffer, 0, count);
                left -= count;
            }
            var span = hasher.span();
            if (span.length() == 0) {
                return ObjectTree.root(spans);
            }
            spans.add(new SpanRoot(span.length(), span.root()));
        }
    }

    @Command(
            name = "verify",
            description = {
                "Read an object and check every byte against its root.",
                "Without --root the gateway's own word is taken for the root: that finds damage, not a lie."
            })
    static final class Verify implements Callable<Integer> {
        private static final String SCHEME = "s3://";

        @Mixin
        private Shared shared = new Shared();

        @Parameters(paramLabel = "s3://BUCKET/KEY")
        private String address = "";

        @Option(names = "--root", description = "From when it was written, or of: object root FILE.")
        private Optional<String> root = Optional.empty();

        @Option(names = "--version-id", description = "The latest version otherwise.")
        private Optional<String> version = Optional.empty();

        @Option(names = "--output", paramLabel = "FILE", description = "Keep the bytes; only whole and proven.")
        private Optional<Path> output = Optional.empty();

        @Override
        public Integer call() throws IOException {
            int slash = address.indexOf('/', SCHEME.length());
            if (!address.startsWith(SCHEME) || slash < 0 || slash == address.length() - 1) {
                throw new SoukException(ErrorCode.BAD_REQUEST, "name the object as s3://BUCKET/KEY");
            }
            var session = Session.of(System.getenv(), shared.data(), shared.account());
            try (var ranges = new S3Ranges(
                    session.s3(),
                    session.credentials(),
                    address.substring(SCHEME.length(), slash),
                    address.substring(slash + 1),
                    version,
                    InstantSource.system())) {
                var pinned = root.map(Digest::new);
                var expected = pinned.isPresent() ? pinned.get() : named(ranges);
                var size = read(ranges, expected);
                Main.show(
                        Json.object()
                                .put("root", expected.hex())
                                .put("size", size)
                                .put("trusting", pinned.isPresent() ? "nobody" : "the gateway for the root")
                                .build(),
                        shared.json());
                return 0;
            } catch (UnprovenException e) {
                throw new SoukException(ErrorCode.CORRUPT, Objects.toString(e.getMessage()), e);
            } catch (IllegalArgumentException e) {
                throw new SoukException(ErrorCode.BAD_REQUEST, Objects.toString(e.getMessage()), e);
            }
        }

        private static Digest named(S3Ranges ranges) throws IOException {
            return ranges.read(0, 1)
                    .root()
                    .orElseThrow(() -> new SoukException(ErrorCode.NOT_FOUND, "the gateway names no root"));
        }

        private long read(S3Ranges ranges, Digest expected) throws IOException {
            try (var bytes = VerifiedRead.whole(ranges, expected)) {
                if (output.isEmpty()) {
                    return bytes.transferTo(OutputStream.nullOutputStream());
                }
                var file = output.get().toAbsolutePath();
                var draft = Files.createTempFile(file.getParent(), ".souk", ".part");
                try {
                    try (var out = Files.newOutputStream(draft)) {
                        bytes.transferTo(out);
                    }
                    Files.move(draft, file, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
                    return Files.size(file);
                } finally {
                    Files.deleteIfExists(draft);
                }
            }
        }
    }
}
