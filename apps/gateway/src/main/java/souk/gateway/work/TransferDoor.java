package souk.gateway.work;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;
import souk.core.workload.WorkloadSpec;
import souk.gateway.s3.TenantObjects;
import souk.net.Request;
import souk.net.Response;
import souk.net.Route;

/// Hands modules and inputs to the providers that run workloads, and takes their outputs: with the workload's token and
/// while it runs.
public final class TransferDoor {
    /// Longest output; each workload has a lower bound of its own.
    private static final long MAX_OUTPUT = 5L << 30;

    private final Workloads workloads;
    private final Modules modules;
    private final TenantObjects objects;
    private final Map<String, AtomicLong> written = new ConcurrentHashMap<>();

    public TransferDoor(Workloads workloads, Modules modules, TenantObjects objects) {
        this.workloads = workloads;
        this.modules = modules;
        this.objects = objects;
    }

    public List<Route> routes() {
        return List.of(
                Route.get("/v1/transfers/{id}/module", this::module),
                Route.get("/v1/transfers/{id}/objects/{mount}/{name*}", this::input),
                Route.put("/v1/transfers/{id}/objects/{mount}/{name*}", MAX_OUTPUT, this::output));
    }

    private Response module(Request request) throws IOException {
        var workload = authorized(request);
        var file = modules.find(workload.tenant(), workload.spec().module().sha256())
                .orElseThrow(() -> new SoukException(ErrorCode.NOT_FOUND, "the module is gone"));
        return Response.stream(Files.size(file), out -> Files.copy(file, out));
    }

    private Response input(Request request) {
        var workload = authorized(request);
        int number = mount(request, workload);
        var name = request.path("name");
        if (!workload.sources().get(number).names().contains(name)) {
            throw new SoukException(ErrorCode.NOT_FOUND, "the workload has no input " + name);
        }
        var source = workload.sources().get(number);
        var content = objects.open(
                workload.tenant(),
                source.bucket(),
                source.prefix() + name,
                request.trace().traceparent());
        return Response.stream(content.size(), out -> {
            try (var bytes = content.bytes()) {
                bytes.transferTo(out);
            }
        });
    }

    private Response output(Request request) throws IOException {
        var workload = authorized(request);
        int number = mount(request, workload);
        var name = request.path("name");
        if (workload.sources().get(number).readOnly()) {
            throw new SoukException(ErrorCode.FORBIDDEN, "this volume is read-only");
        }
        if (name.isEmpty() || name.startsWith("/") || List.of(name.split("/")).contains("..")) {
            throw new SoukException(ErrorCode.BAD_REQUEST, "not the name of an output: " + name);
        }
        charge(workload, request.contentLength().orElse(0));
        var source = workload.sources().get(number);
        try (var body = request.body()) {
            objects.put(
                    workload.tenant(),
                    source.bucket(),
                    source.prefix() + name,
                    body,
                    request.trace().traceparent());
        }
        return Response.noContent();
    }

    private Workload authorized(Request request) {
        var token = request.query("token")
                .orElseThrow(() -> new SoukException(ErrorCode.UNAUTHENTICATED, "show the workload's token"));
        return workloads.authorized(request.path("id"), token);
    }

    private static int mount(Request request, Workload workload) {
        var text = request.path("mount");
        int number = text.matches("[0-9]{1,2}") ? Integer.parseInt(text) : WorkloadSpec.MAX_MOUNTS;
        if (number >= workload.sources().size()) {
            throw new SoukException(ErrorCode.NOT_FOUND, "the workload has no volume " + text);
        }
        return number;
    }

    /// An upload that is tried again counts again: a provider may send all outputs twice and a little more.
    private void charge(Workload workload, long bytes) {
        var sum = written.computeIfAbsent(workload.id(), _ -> new AtomicLong());
        if (sum.addAndGet(bytes) > 3 * workload.spec().limits().outputBytes()) {
            throw new SoukException(ErrorCode.QUOTA_EXCEEDED, "the workload's outputs are larger than it may write");
        }
    }
}
