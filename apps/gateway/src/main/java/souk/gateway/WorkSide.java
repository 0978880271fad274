package souk.gateway;

import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;
import souk.core.workload.InputMount;
import souk.gateway.api.ApiDoor;
import souk.gateway.data.NetworkSegmentStore;
import souk.gateway.market.Tenant;
import souk.gateway.s3.S3Settings;
import souk.gateway.s3.TenantObjects;
import souk.gateway.store.KeyWrap;
import souk.gateway.store.Metadata;
import souk.gateway.store.TenantId;
import souk.gateway.work.Modules;
import souk.gateway.work.NetworkComputeMarket;
import souk.gateway.work.TransferDoor;
import souk.gateway.work.WorkloadStore;
import souk.gateway.work.Workloads;
import souk.sdk.compose.ComposeFile;

/// Wires the workloads: they run at providers, with inputs and outputs in the tenants' buckets.
record WorkSide(Folder folder, Folder.Plan plan, MarketSide market, InstantSource clock, SecureRandom random) {
    /// Workloads move their inputs and outputs through so few bodies at once.
    private static final int TRANSFERS = 4;

    /// The caller closes the workloads.
    ApiDoor.Work open(Metadata metadata, NetworkSegmentStore segments, KeyWrap wrap) {
        var objects = new TenantObjects(transfers(), metadata, segments, wrap, clock, random);
        var modules = new Modules(folder.gateway().resolve("modules"));
        var markets = market.tenants().values().stream()
                .collect(Collectors.toMap(
                        Tenant::id,
                        tenant -> new NetworkComputeMarket(
                                tenant,
                                market.terms,
                                market.index,
                                market.closings,
                                market.providers(),
                                market.breakers,
                                clock)));
        var workloads = new Workloads(
                new WorkloadStore(market.database()),
                modules,
                (tenant, volume) -> inputs(objects, tenant, volume),
                tenant -> Optional.ofNullable(markets.get(tenant))
                        .orElseThrow(() -> new SoukException(ErrorCode.FORBIDDEN, "no tenant " + tenant)),
                URI.create("http://" + Gateway.HOST + ":" + plan.apiPort()),
                clock,
                random);
        return new ApiDoor.Work(workloads, modules, new TransferDoor(workloads, modules, objects));
    }

    /// A directory that is read holds what is in the bucket; one that is written begins empty.
    private static List<Workloads.Input> inputs(TenantObjects objects, TenantId tenant, ComposeFile.Volume volume) {
        objects.require(tenant, volume.bucket());
        if (!volume.readOnly()) {
            return List.of();
        }
        var prefix = Workloads.folder(volume.prefix());
        return objects.list(tenant, volume.bucket(), prefix, InputMount.MAX_OBJECTS).stream()
                .filter(object -> !object.key().endsWith("/"))
                .map(object -> new Workloads.Input(object.key().substring(prefix.length()), object.size()))
                .toList();
    }

    private static S3Settings transfers() {
        var standard = S3Settings.standard(Gateway.S3_REGION);
        return new S3Settings(
                standard.region(),
                standard.baseDomain(),
                standard.websiteDomain(),
                TRANSFERS,
                standard.maxWaiting(),
                Duration.ofMinutes(2));
    }
}
