package souk.hadoop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.io.NullWritable;
import org.apache.hadoop.io.Text;
import org.apache.hadoop.mapreduce.Job;
import org.apache.hadoop.mapreduce.JobID;
import org.apache.hadoop.mapreduce.TaskAttemptID;
import org.apache.hadoop.mapreduce.TaskID;
import org.apache.hadoop.mapreduce.TaskType;
import org.apache.hadoop.mapreduce.lib.output.FileOutputFormat;
import org.apache.hadoop.mapreduce.lib.output.TextOutputFormat;
import org.apache.hadoop.mapreduce.task.JobContextImpl;
import org.apache.hadoop.mapreduce.task.TaskAttemptContextImpl;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

/// What Hadoop's own contract tests ask of a file system, as far as an object store can give it.
final class S3aTest {
    private static final String BUCKET = "lake";
    private static final int PART = 5 << 20;
    private static final int RACERS = 8;

    private static DoorProcess door;
    private static FileSystem files;

    @BeforeAll
    static void open(@TempDir java.nio.file.Path folder) throws IOException {
        door = DoorProcess.start(folder);
        var credentials = AwsBasicCredentials.create(door.accessKey(), door.secretKey());
        try (var s3 = S3Client.builder()
                .endpointOverride(URI.create(door.uri()))
                .region(Region.US_EAST_1)
                .forcePathStyle(true)
                .credentialsProvider(StaticCredentialsProvider.create(credentials))
                .build()) {
            s3.createBucket(b -> b.bucket(BUCKET));
        }
        files = FileSystem.newInstance(URI.create("s3a://" + BUCKET), configuration(folder));
    }

    @AfterAll
    static void close() throws IOException {
        files.close();
        door.close();
    }

    private static Configuration configuration(java.nio.file.Path folder) {
        var configuration = new Configuration();
        configuration.set("fs.s3a.endpoint", door.uri());
        configuration.set("fs.s3a.endpoint.region", "us-east-1");
        configuration.set("fs.s3a.path.style.access", "true");
        configuration.set("fs.s3a.access.key", door.accessKey());
        configuration.set("fs.s3a.secret.key", door.secretKey());
        configuration.set("fs.s3a.aws.credentials.provider", "org.apache.hadoop.fs.s3a.SimpleAWSCredentialsProvider");
        configuration.set("fs.s3a.buffer.dir", folder.resolve("buffer").toString());
        configuration.setInt("fs.s3a.multipart.size", PART);
        configuration.setInt("fs.s3a.multipart.threshold", PART);
        configuration.set("fs.s3a.committer.name", "magic");
        configuration.set(
                "mapreduce.outputcommitter.factory.scheme.s3a", "org.apache.hadoop.fs.s3a.commit.S3ACommitterFactory");
        return configuration;
    }

    @Test
    void keepsFilesAndFoldersOfAnyName() throws IOException {
        var folder = new Path("/names");
        var names = List.of("plain", "with space", "a+b", "ü ✓", "100%", "year=2026", "semi;colon");
        for (String name : names) {
            write(new Path(folder, name), name.getBytes(StandardCharsets.UTF_8));
        }
        files.mkdirs(new Path(folder, "empty"));

        assertThat(files.listStatus(folder))
                .filteredOn(FileStatus::isFile)
                .extracting(status -> status.getPath().getName())
                .containsExactlyInAnyOrderElementsOf(names);
        assertThat(files.getFileStatus(new Path(folder, "empty")).isDirectory()).isTrue();
        for (String name : names) {
            assertThat(read(new Path(folder, name))).isEqualTo(name.getBytes(StandardCharsets.UTF_8));
        }
        assertThatThrownBy(() -> files.open(new Path(folder, "absent"))).isInstanceOf(FileNotFoundException.class);
    }

    @Test
    void readsAnyRangeOfALargeFile() throws IOException {
        var path = new Path("/large");
        var bytes = bytes(1, 2 * PART + 12_345);
        write(path, bytes);

        assertThat(files.getFileStatus(path).getLen()).isEqualTo(bytes.length);
        var random = new Random(2);
        try (var in = files.open(path)) {
            for (int i = 0; i < 20; i++) {
                int from = random.nextInt(bytes.length);
                var range = new byte[Math.min(bytes.length - from, 1 + random.nextInt(100_000))];
                in.readFully(from, range);
                assertThat(range).isEqualTo(Arrays.copyOfRange(bytes, from, from + range.length));
            }
        }
        assertThat(read(path)).isEqualTo(bytes);
    }

    @Test
    void renamesAndDeletesWholeFolders() throws IOException {
        int count = 100;
        for (int i = 0; i < count; i++) {
            write(new Path("/from/" + i % 7 + "/" + i), new byte[] {(byte) i});
        }
        write(new Path("/from/big"), bytes(3, PART + 1));

        assertThat(files.rename(new Path("/from"), new Path("/to"))).isTrue();

        assertThat(files.exists(new Path("/from"))).isFalse();
        assertThat(tree(new Path("/to"))).hasSize(count + 1);
        assertThat(read(new Path("/to/3/3"))).containsExactly(3);
        assertThat(read(new Path("/to/big"))).isEqualTo(bytes(3, PART + 1));
        assertThat(files.delete(new Path("/to"), true)).isTrue();
        assertThat(files.exists(new Path("/to"))).isFalse();
    }

    @Test
    void oneOfManyWhoCreateAFileAtOnceWins() throws Exception {
        var path = new Path("/commits/0001");

        var outcomes = race(() -> {
            // The builder's own types are lost on the way.
            var stream = (FSDataOutputStream) files.createFile(path)
                    .overwrite(false)
                    .recursive()
                    .must("fs.option.create.conditional.overwrite", true)
                    .build();
            stream.write(1);
            stream.close();
            return true;
        });

        assertThat(outcomes).containsOnlyOnce(true);
        assertThatThrownBy(() -> files.create(path, false)).isInstanceOf(FileAlreadyExistsException.class);
    }

    @Test
    void noticesThatAFileWasReplacedAfterItWasOpened() throws IOException {
        var path = new Path("/replaced");
        write(path, bytes(4, 100_000));
        try (var in = files.open(path)) {
            write(path, bytes(5, 100_000));

            assertThatThrownBy(in::read).isInstanceOf(IOException.class).hasMessageContaining("Status Code: 412");
        }
    }

    @Test
    void aJobShowsItsOutputOnlyWhenItCommits() throws Exception {
        var output = new Path("/job");
        var job = Job.getInstance(files.getConf());
        var jobId = new JobID("20261125", 1);
        FileOutputFormat.setOutputPath(job, files.makeQualified(output));
        var task = new TaskAttemptContextImpl(
                job.getConfiguration(), new TaskAttemptID(new TaskID(jobId, TaskType.REDUCE, 0), 0));
        var format = new TextOutputFormat<Text, NullWritable>();
        var committer = format.getOutputCommitter(task);
        assertThat(committer.getClass().getSimpleName()).isEqualTo("MagicS3GuardCommitter");

        var jobContext = new JobContextImpl(job.getConfiguration(), jobId);
        committer.setupJob(jobContext);
        committer.setupTask(task);
        var writer = format.getRecordWriter(task);
        writer.write(new Text("a row"), NullWritable.get());
        writer.close(task);
        committer.commitTask(task);
        assertThat(visible(output)).isEmpty();
        committer.commitJob(jobContext);

        assertThat(visible(output)).containsExactly("part-r-00000");
        assertThat(read(new Path(output, "part-r-00000"))).isEqualTo("a row\n".getBytes(StandardCharsets.UTF_8));
    }

    private static List<String> visible(Path folder) throws IOException {
        return tree(folder).stream()
                .map(Path::getName)
                .filter(name -> name.startsWith("part-"))
                .toList();
    }

    private static List<Path> tree(Path folder) throws IOException {
        var found = new ArrayList<Path>();
        var each = files.listFiles(folder, true);
        while (each.hasNext()) {
            var path = each.next().getPath();
            if (!path.toString().contains("__magic")) {
                found.add(path);
            }
        }
        return found;
    }

    private static List<Boolean> race(Callable<Boolean> step) throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var running = new ArrayList<java.util.concurrent.Future<Boolean>>();
            for (int i = 0; i < RACERS; i++) {
                running.add(threads.submit(() -> won(step)));
            }
            var outcomes = new ArrayList<Boolean>();
            for (var each : running) {
                outcomes.add(each.get());
            }
            return outcomes;
        }
    }

    private static boolean won(Callable<Boolean> step) throws Exception {
        try {
            return step.call();
        } catch (IOException e) {
            return false;
        }
    }

    private static void write(Path path, byte[] bytes) throws IOException {
        try (var out = files.create(path, true)) {
            out.write(bytes);
        }
    }

    private static byte[] read(Path path) throws IOException {
        try (var in = files.open(path)) {
            return in.readAllBytes();
        }
    }

    private static byte[] bytes(int seed, int count) {
        var bytes = new byte[count];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }
}
