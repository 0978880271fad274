package souk.orchestration.workload;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import souk.core.hash.Sha256;
import souk.core.value.Digest;
import souk.core.workload.WorkloadSpec;
import souk.orchestration.workload.RunRequest.Access;
import souk.orchestration.workload.RunRequest.Mounted;

/// The directory of one job: `module`, `in-0` …, `out-0` … while it runs, `log` for as long as the job is
/// known.
final class JobFiles {
    /// Files uploaded of one job.
    static final int MAX_OUTPUTS = 10_000;

    private static final int BUFFER = 1 << 16;

    private final Path directory;

    JobFiles(Path root, JobId job) {
        this.directory = root.resolve(job.text());
    }

    Path module() {
        return directory.resolve("module");
    }

    Path log() {
        return directory.resolve("log");
    }

    Path input(int mount, String name) {
        return directory.resolve("in-" + mount).resolve(name);
    }

    private Path output(int mount) {
        return directory.resolve("out-" + mount);
    }

    /// Empty directories for all mounts; what an earlier attempt left is gone.
    void prepare(WorkloadSpec spec) throws IOException {
        deleteAll();
        for (int i = 0; i < spec.inputs().size(); i++) {
            Files.createDirectories(directory.resolve("in-" + i));
            for (var object : spec.inputs().get(i).objects()) {
                Files.createDirectories(input(i, object.name()).getParent());
            }
        }
        for (int i = 0; i < spec.outputs().size(); i++) {
            Files.createDirectories(output(i));
        }
        Files.createDirectories(directory);
    }

    List<Mounted> mounts(WorkloadSpec spec) {
        var mounts = new ArrayList<Mounted>();
        for (int i = 0; i < spec.inputs().size(); i++) {
            mounts.add(new Mounted(
                    directory.resolve("in-" + i), spec.inputs().get(i).guestPath(), Access.READ));
        }
        for (int i = 0; i < spec.outputs().size(); i++) {
            mounts.add(new Mounted(output(i), spec.outputs().get(i).guestPath(), Access.WRITE));
        }
        return mounts;
    }

    /// A file that the job wrote.
    ///
    /// @param name relative to the mount, with slashes
    record Written(Path file, String name) {}

    /// The regular files of an output mount by name; links are not followed.
    List<Written> written(int mount) throws IOException {
        var root = output(mount);
        if (!Files.isDirectory(root, LinkOption.NOFOLLOW_LINKS)) {
            return List.of();
        }
        try (var files = Files.walk(root)) {
            return files.filter(file -> Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS))
                    .map(file -> new Written(file, slashed(root.relativize(file))))
                    .sorted(Comparator.comparing(Written::name))
                    .limit(MAX_OUTPUTS + 1L)
                    .toList();
        }
    }

    static Digest digest(Path file) throws IOException {
        var digest = Sha256.digest();
        var buffer = new byte[BUFFER];
        try (var in = Files.newInputStream(file)) {
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                digest.update(buffer, 0, read);
            }
        }
        return Digest.of(digest.digest());
    }

    /// Removes all but the log.
    void deleteWork() {
        delete(file -> !file.equals(log()) && !file.equals(directory));
    }

    /// Removes everything.
    void deleteAll() {
        delete(_ -> true);
    }

    private void delete(Predicate<Path> which) {
        if (!Files.isDirectory(directory)) {
            return;
        }
        try (Stream<Path> files = Files.walk(directory)) {
            for (var file :
                    files.sorted(Comparator.reverseOrder()).filter(which).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot empty " + directory, e);
        }
    }

    private static String slashed(Path relative) {
        var names = new ArrayList<String>();
        relative.forEach(name -> names.add(name.toString()));
        return String.join("/", names);
    }
}
