package souk.node.provider;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.util.List;
import java.util.TreeMap;
import souk.compute.FileDigest;
import souk.compute.JobOutcome;
import souk.compute.Limits;
import souk.compute.Mount;
import souk.compute.ResultCommitment;
import souk.compute.Sandbox;
import souk.compute.Surroundings;
import souk.compute.Usage;
import souk.compute.WasmJob;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;
import souk.core.value.Digest;
import souk.orchestration.workload.JobFailure;
import souk.orchestration.workload.JobRuntime;
import souk.orchestration.workload.RunRequest;
import souk.orchestration.workload.RunResult;
import souk.sql.Documents;

/// Runs jobs in the WebAssembly sandbox and keeps what each result commits to.
final class SandboxRuntime implements JobRuntime {
    /// What a job may print; the consumer sees the last MiB.
    private static final long STREAM_BYTES = 8 << 20;

    private final Sandbox sandbox;
    private final Documents.Collection results;

    /// @param results commitments by job
    SandboxRuntime(Sandbox sandbox, Documents.Collection results) {
        this.sandbox = sandbox;
        this.results = results;
    }

    @Override
    public RunResult run(RunRequest request, LogSink logs) {
        var limits = request.spec().limits();
        var mounts = request.mounts().stream()
                .map(it -> new Mount(it.directory(), it.guestPath(), it.access() == RunRequest.Access.READ))
                .toList();
        var outcome = sandbox.run(
                new WasmJob(
                        bytes(request),
                        request.spec().args(),
                        request.spec().env(),
                        mounts,
                        new Limits(
                                limits.memoryBytes(),
                                limits.timeout(),
                                limits.instructions(),
                                STREAM_BYTES,
                                limits.outputBytes()),
                        new Surroundings.Live()),
                (stream, bytes) -> logs.accept(bytes));
        if (outcome instanceof JobOutcome.Completed(var code, var usage)) {
            commit(request, code, usage, limits.outputBytes());
        }
        return result(outcome);
    }

    private static RunResult result(JobOutcome outcome) {
        List<BigInteger> used = outcome.usage().readings();
        return switch (outcome) {
            case JobOutcome.Completed(var code, var _) -> new RunResult.Exited(code, used);
            case JobOutcome.TimedOut _ -> new RunResult.Broken(JobFailure.TIMEOUT, "the time limit was reached", used);
            case JobOutcome.OutOfMemory _ ->
                new RunResult.Broken(JobFailure.OUT_OF_MEMORY, "the memory limit was reached", used);
            case JobOutcome.OutOfInstructions _ ->
                new RunResult.Broken(JobFailure.OUT_OF_INSTRUCTIONS, "the instruction limit was reached", used);
            case JobOutcome.Trapped(var message, var _) -> new RunResult.Broken(JobFailure.TRAPPED, message, used);
            case JobOutcome.Refused(var reason, var _) -> new RunResult.Broken(JobFailure.REFUSED, reason, used);
            case JobOutcome.Cancelled _ -> new RunResult.Cancelled(used);
        };
    }

    private void commit(RunRequest request, int exitCode, Usage usage, long outputBytes) {
        var inputs = new TreeMap<String, Digest>();
        var outputs = new TreeMap<String, FileDigest>();
        for (var mount : request.mounts()) {
            boolean input = mount.access() == RunRequest.Access.READ;
            FileDigest.ofDirectory(mount.directory(), input ? Long.MAX_VALUE : outputBytes)
                    .forEach((name, digest) -> {
                        var path = mount.guestPath() + "/" + name;
                        if (input) {
                            inputs.put(path, digest.sha256());
                        } else {
                            outputs.put(path, digest);
                        }
                    });
        }
        var commitment = new ResultCommitment(request.spec().module().sha256(), inputs, outputs, exitCode, usage);
        results.put(request.job().text(), commitment.toJson());
    }

    private static byte[] bytes(RunRequest request) {
        try {
            return Files.readAllBytes(request.module());
        } catch (IOException e) {
            throw new SoukException(ErrorCode.UNAVAILABLE, "the module cannot be read", e);
        }
    }
}
