package souk.gateway.work;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;
import souk.core.value.Digest;
import souk.core.workload.InputMount;
import souk.core.workload.InputObject;
import souk.core.workload.ModuleSource;
import souk.core.workload.OutputMount;
import souk.core.workload.WorkloadLimits;
import souk.core.workload.WorkloadSpec;
import souk.gateway.store.TenantId;
import souk.sdk.compose.ComposeFile;

/// Makes workloads of what tenants ask for.
final class JobSpecs {
    private static final int TOKEN_BYTES = 32;
    private static final int ID_LETTERS = 16;
    private static final String ID_ALPHABET = "abcdefghijklmnopqrstuvwxyz234567";

    private final Modules modules;
    private final Workloads.Inputs inputs;
    private final URI api;
    private final InstantSource clock;
    private final SecureRandom random;

    /// @param api address of this gateway's REST door, as providers reach it
    JobSpecs(Modules modules, Workloads.Inputs inputs, URI api, InstantSource clock, SecureRandom random) {
        this.modules = modules;
        this.inputs = inputs;
        this.api = api;
        this.clock = clock;
        this.random = random;
    }

    /// @throws SoukException `BAD_COMPOSE`, `NOT_FOUND` for module or bucket
    Workload create(TenantId tenant, JobRequest request) {
        var file = request.file();
        var module = request.module();
        var program = modules.find(tenant, module)
                .orElseThrow(() -> new SoukException(
                        ErrorCode.NOT_FOUND,
                        "hand over the module first: PUT /v1/modules/"
                                + module.hex().substring(2)));
        var service = file.service();
        var id = "w-" + letters();
        var token = token();
        var directories = new Directories(tenant, service, api + "/v1/transfers/" + id, token);
        var spec = new WorkloadSpec(
                service.name(),
                WorkloadSpec.WASM,
                new ModuleSource(module, size(program), directories.module()),
                service.command(),
                service.environment(),
                directories.inputs,
                directories.outputs,
                new WorkloadLimits(
                        service.memoryBytes(), service.timeout(), service.instructions(), service.outputBytes()));
        return new Workload(
                id,
                tenant,
                file.name(),
                clock.instant(),
                spec,
                token,
                service.cpuMillis(),
                directories.sources,
                Workload.State.PENDING,
                "",
                Optional.empty(),
                Optional.empty(),
                Optional.of(Search.of(request)));
    }

    /// The volumes of a service, with the addresses from which their files come and to which they go.
    private final class Directories {
        private final String base;
        private final String token;
        private final List<Workload.Source> sources = new ArrayList<>();
        private final List<InputMount> inputs = new ArrayList<>();
        private final List<OutputMount> outputs = new ArrayList<>();

        Directories(TenantId tenant, ComposeFile.Service service, String base, String token) {
            this.base = base;
            this.token = token;
            service.volumes().forEach(volume -> add(volume, JobSpecs.this.inputs.list(tenant, volume)));
        }

        String module() {
            return base + "/module?token=" + token;
        }

        private void add(ComposeFile.Volume volume, List<Workloads.Input> files) {
            var folder = base + "/objects/" + sources.size() + "/";
            sources.add(new Workload.Source(
                    volume.bucket(),
                    Workloads.folder(volume.prefix()),
                    volume.readOnly(),
                    files.stream().map(Workloads.Input::name).collect(Collectors.toSet())));
            if (!volume.readOnly()) {
                outputs.add(new OutputMount(volume.target(), Map.of(), folder + OutputMount.NAME + "?token=" + token));
                return;
            }
            var objects = files.stream()
                    .map(file -> new InputObject(
                            file.name(), folder + encoded(file.name()) + "?token=" + token, file.size(), Digest.ZERO))
                    .toList();
            inputs.add(new InputMount(volume.target(), objects));
        }
    }

    /// Percent-encoded; slashes stay.
    private static String encoded(String name) {
        return URLEncoder.encode(name, StandardCharsets.UTF_8)
                .replace("+", "%20")
                .replace("%2F", "/");
    }

    private String letters() {
        var id = new StringBuilder();
        for (int i = 0; i < ID_LETTERS; i++) {
            id.append(ID_ALPHABET.charAt(random.nextInt(ID_ALPHABET.length())));
        }
        return id.toString();
    }

    /// Opens the module, inputs and outputs of one run.
    String token() {
        var bytes = new byte[TOKEN_BYTES];
        random.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static long size(java.nio.file.Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
