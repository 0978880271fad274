package souk.gateway;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import souk.core.json.Json;
import souk.core.service.Reading;
import souk.core.service.ServiceReading;
import souk.core.value.LeaseId;
import souk.core.value.Signature;
import souk.gateway.market.Lease;
import souk.gateway.market.LeaseTerms;
import souk.gateway.market.Tenant;
import souk.gateway.service.ServiceKeeper;
import souk.gateway.service.ServiceReport;
import souk.ledger.Finality;
import souk.ledger.LedgerCommand;

/// Wires the service levels of all tenants' leases.
record ServiceSide(MarketSide market) implements ServiceKeeper.Market {
    ServiceKeeper keeper(Duration epoch, InstantSource clock) {
        return new ServiceKeeper(this, market.services, market.meter, market.slos, epoch, clock);
    }

    ServiceReport report() {
        return new ServiceReport(market.terms::find, market.services, market.slos);
    }

    @Override
    public List<Lease> leases() {
        return market.tenants().values().stream()
                .flatMap(tenant -> market.index.of(tenant.account().address()).stream())
                .toList();
    }

    @Override
    public Optional<LeaseTerms> terms(LeaseId lease) {
        return market.terms.find(lease);
    }

    @Override
    public void submit(Lease lease, LedgerCommand command) {
        payer(lease).ledger().submit(command, Finality.INCLUDED);
    }

    @Override
    public ServiceKeeper.Said ask(Lease lease, long epoch, Reading reading) {
        var request = Json.object()
                .put("epoch", epoch)
                .put("reading", reading.toString())
                .put("signature", sign(lease, epoch, reading).hex())
                .build();
        var answer = payer(lease).calls().post(lease.provider(), lease.id(), "/readings", request);
        return new ServiceKeeper.Said(
                answer.optionalText("own").map(Reading::parse),
                answer.optionalText("signature").map(Signature::new));
    }

    @Override
    public LedgerCommand.SubmitReading signed(Lease lease, long epoch, Reading reading, Signature provider) {
        return new LedgerCommand.SubmitReading(
                new ServiceReading(lease.id(), epoch, reading), provider, sign(lease, epoch, reading));
    }

    private Signature sign(Lease lease, long epoch, Reading reading) {
        return payer(lease).account().sign(market.domain(), new ServiceReading(lease.id(), epoch, reading));
    }

    private Tenant payer(Lease lease) {
        return market.tenants().values().stream()
                .filter(tenant -> tenant.account().address().equals(lease.payer()))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(lease.id() + " is no tenant's"));
    }
}
