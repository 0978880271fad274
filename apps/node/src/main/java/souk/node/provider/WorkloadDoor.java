package souk.node.provider;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import souk.compute.Sandbox;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;
import souk.core.json.Json;
import souk.core.json.JsonObject;
import souk.core.market.ResourceClass;
import souk.core.value.LeaseId;
import souk.core.workload.WorkloadSpec;
import souk.net.Request;
import souk.net.Response;
import souk.net.Route;
import souk.node.process.NodeContext;
import souk.orchestration.workload.Job;
import souk.orchestration.workload.JobStatus;
import souk.orchestration.workload.JobStore;
import souk.orchestration.workload.RunnerLimits;
import souk.orchestration.workload.WorkloadRunner;
import souk.sql.Documents;
import souk.trust.SignedEnvelope;

/// Jobs of compute leases.
final class WorkloadDoor implements AutoCloseable {
    /// The type of the envelope around a result.
    static final String RESULT = "result-commitment";

    private static final long SPEC_BYTES = 4 << 20;
    private static final RunnerLimits LIMITS = new RunnerLimits(2, 32, 1L << 30, Duration.ofDays(7));
    private static final Duration RESULT_VALIDITY = Duration.ofDays(30);

    private final NodeContext node;
    private final LeaseGuard guard;
    private final LeaseDesk leases;
    private final HttpTransfer transfer = new HttpTransfer();
    private final Documents.Collection results;
    private final WorkloadRunner runner;

    WorkloadDoor(
            NodeContext node,
            LeaseGuard guard,
            LeaseDesk leases,
            Sandbox sandbox,
            JobStore jobs,
            Documents documents,
            Path folder) {
        this.node = node;
        this.guard = guard;
        this.leases = leases;
        this.results = documents.collection("results");
        this.runner = new WorkloadRunner(
                new WorkloadRunner.Workshop(folder, jobs, new SandboxRuntime(sandbox, results), transfer, job -> {}),
                LIMITS,
                node.clock(),
                node.shared().random());
        runner.jobs().forEach(job -> leases.start(job.lease(), job.spec().digest()));
    }

    List<Route> routes(MarketDoor market) {
        return List.of(
                new Route(
                        souk.net.Method.POST,
                        "/v1/leases/{lease}/workload",
                        SPEC_BYTES,
                        request -> submit(request, market)),
                Route.get("/v1/leases/{lease}/workload", this::state),
                Route.delete("/v1/leases/{lease}/workload", this::stop),
                Route.get("/v1/leases/{lease}/workload/logs", this::logs));
    }

    void tick() {
        runner.tick();
    }

    /// What a finished job costs; nothing is owed for a lease whose workload never came.
    BigInteger owed(LeaseId lease, MarketDoor.Terms terms) {
        if (terms.order().resourceClass() != ResourceClass.COMPUTE) {
            return BigInteger.ZERO;
        }
        return job(lease)
                .map(job -> terms.quote()
                        .unitPrices()
                        .charge(readings(job))
                        .min(terms.order().deposit()))
                .orElse(BigInteger.ZERO);
    }

    private static List<BigInteger> readings(Job job) {
        return switch (job.status()) {
            case JobStatus.Succeeded(var readings, var _) -> readings;
            case JobStatus.Failed(var _, var _, var readings) -> readings;
            case JobStatus.Stopped(var readings) -> readings;
            case JobStatus.Pending _, JobStatus.Fetching _, JobStatus.Running _, JobStatus.Uploading _ ->
                throw new SoukException(ErrorCode.CONFLICT, "the job has not ended: stop it first");
        };
    }

    private Response submit(Request request, MarketDoor market) {
        var lease = guard.require(request);
        var spec = WorkloadSpec.from(request.json());
        if (!market.terms(lease).order().spec().equals(spec.digest())) {
            throw new SoukException(ErrorCode.BAD_REQUEST, "this is not the workload that the order names");
        }
        // A repeated request finds the job that the first one made.
        var job = job(lease).orElseGet(() -> runner.submit(lease, spec));
        leases.start(lease, spec.digest());
        return Response.json(202, toJson(job));
    }

    private Response state(Request request) {
        return Response.json(toJson(require(request)));
    }

    private Response stop(Request request) {
        var job = require(request);
        runner.stop(job.id());
        return Response.json(toJson(runner.get(job.id())));
    }

    private Response logs(Request request) {
        var job = require(request);
        var text = new StringBuilder();
        long from = 0;
        while (true) {
            var chunk = runner.logs(job.id(), from);
            if (chunk.bytes().length == 0) {
                break;
            }
            text.append(new String(chunk.bytes(), StandardCharsets.UTF_8));
            from = chunk.next();
        }
        return Response.json(Json.object().put("text", text.toString()).build());
    }

    private Job require(Request request) {
        var lease = guard.require(request);
        return job(lease)
                .orElseThrow(() -> new SoukException(ErrorCode.NOT_FOUND, "no workload came under lease " + lease));
    }

    private Optional<Job> job(LeaseId lease) {
        return runner.jobs().stream()
                .filter(job -> job.lease().equals(lease))
                .max(Comparator.comparing(Job::submittedAt));
    }

    private JsonObject toJson(Job job) {
        var json = Json.object().put("status", job.status().toJson());
        results.find(job.id().text()).ifPresent(result -> json.put("result", sign(job, result)));
        return json.build();
    }

    private JsonObject sign(Job job, JsonObject result) {
        var payload = Json.object()
                .put("lease", job.lease().hex())
                .put("spec", job.spec().digest().hex())
                .put("result", result)
                .build();
        return SignedEnvelope.sign(node.node(), RESULT, payload, node.clock().instant(), RESULT_VALIDITY)
                .toJson();
    }

    @Override
    public void close() {
        runner.close();
        transfer.close();
    }
}
