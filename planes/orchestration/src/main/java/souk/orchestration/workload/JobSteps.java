package souk.orchestration.workload;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import souk.core.error.SoukException;
import souk.core.value.Digest;
import souk.core.workload.OutputMount;
import souk.core.workload.WorkloadSpec;

/// The steps of one job, each of which either works or ends the job with a typed failure.
final class JobSteps {
    /// A transfer is tried so often: one hiccup of a network should not cost a job.
    private static final int ATTEMPTS = 3;

    private final WorkloadSpec spec;
    private final JobFiles files;
    private final ObjectTransfer transfer;

    JobSteps(WorkloadSpec spec, JobFiles files, ObjectTransfer transfer) {
        this.spec = spec;
        this.files = files;
        this.transfer = transfer;
    }

    /// Brings module and inputs into place.
    void fetch() throws JobBroken, IOException {
        files.prepare(spec);
        var module = spec.module();
        fetch(module.url(), files.module(), module.size(), module.sha256(), "the module");
        for (int i = 0; i < spec.inputs().size(); i++) {
            for (var object : spec.inputs().get(i).objects()) {
                var file = files.input(i, object.name());
                fetch(object.url(), file, object.size(), object.sha256(), "input " + object.name());
            }
        }
    }

    RunResult run(JobId id, JobRuntime runtime, JobRuntime.LogSink logs) {
        return runtime.run(new RunRequest(id, spec, files.module(), files.mounts(spec)), logs);
    }

    /// Uploads what the program wrote; doing it twice does no harm.
    List<OutputFile> upload(List<BigInteger> readings) throws JobBroken, IOException {
        var uploaded = new ArrayList<OutputFile>();
        for (int i = 0; i < spec.outputs().size(); i++) {
            var mount = spec.outputs().get(i);
            for (var written : files.written(i)) {
                var url = mount.urlOf(written.name());
                if (url.isEmpty()) {
                    continue;
                }
                if (uploaded.size() == JobFiles.MAX_OUTPUTS) {
                    throw broken(
                            JobFailure.UPLOAD_FAILED, "more than " + JobFiles.MAX_OUTPUTS + " output files", readings);
                }
                uploaded.add(upload(mount, written, url.get(), readings));
            }
        }
        return uploaded;
    }

    private void fetch(String url, Path to, long size, Digest sha256, String what) throws JobBroken, IOException {
        for (int attempt = 1; ; attempt++) {
            try {
                Files.deleteIfExists(to);
                transfer.download(url, to, size);
                break;
            } catch (SoukException e) {
                if (attempt == ATTEMPTS || Thread.currentThread().isInterrupted()) {
                    throw broken(JobFailure.FETCH_FAILED, what + ": " + e.code() + " " + e.getMessage(), List.of());
                }
            }
        }
        if (Files.size(to) != size) {
            throw broken(
                    JobFailure.DIGEST_MISMATCH, what + " has " + Files.size(to) + " bytes, not " + size, List.of());
        }
        if (!sha256.equals(Digest.ZERO) && !JobFiles.digest(to).equals(sha256)) {
            throw broken(JobFailure.DIGEST_MISMATCH, what + " is not " + sha256, List.of());
        }
    }

    private OutputFile upload(OutputMount mount, JobFiles.Written written, String url, List<BigInteger> readings)
            throws JobBroken, IOException {
        for (int attempt = 1; ; attempt++) {
            try {
                transfer.upload(written.file(), url);
                break;
            } catch (SoukException e) {
                if (attempt == ATTEMPTS || Thread.currentThread().isInterrupted()) {
                    throw broken(
                            JobFailure.UPLOAD_FAILED,
                            "output " + written.name() + ": " + e.code() + " " + e.getMessage(),
                            readings);
                }
            }
        }
        return new OutputFile(
                mount.guestPath() + "/" + written.name(), Files.size(written.file()), JobFiles.digest(written.file()));
    }

    static JobBroken broken(JobFailure failure, String message, List<BigInteger> readings) {
        return new JobBroken(new JobStatus.Failed(failure, message, readings));
    }
}
