package souk.gateway.cost;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import souk.core.json.Json;
import souk.core.market.ResourceClass;
import souk.core.value.UnitPrices;

final class InvoiceTest {
    @Test
    void anAuditorFindsTermsEvidenceAndTransactions() {
        var market = new LedgerOfLeases();
        market.open(1, ResourceClass.STORAGE, UnitPrices.of(1_000), 100);
        market.settle(1, 20, 20);
        market.close(1, 30, 70);
        var lease = market.index().find(LedgerOfLeases.lease(1)).orElseThrow();
        var lines = market.report(_ -> List.of(), _ -> Optional.empty()).of(lease, Days.ALL);
        var json = Json.object();

        Invoice.write(json, lease, lines, List.of());

        var invoice = json.build();
        assertThat(invoice.text("charged")).isEqualTo("0.00003");
        assertThat(invoice.array("settlements").objects().map(it -> it.text("event")))
                .containsExactly("LeaseOpened", "VoucherSettled", "LeaseClosed");
        assertThat(invoice.array("settlements").objects().map(it -> it.text("transaction")))
                .doesNotHaveDuplicates()
                .allMatch(it -> it.matches("0x[0-9a-f]{64}"));
        assertThat(invoice.array("evidence").objects().map(it -> it.text("digest")))
                .containsExactly(LedgerOfLeases.EVIDENCE.hex());
    }

    @Test
    void termsThatTheLedgerDoesNotNameAreSeen() {
        var market = new LedgerOfLeases();
        market.open(1, ResourceClass.STORAGE, UnitPrices.of(1_000), 100);
        market.open(2, ResourceClass.STORAGE, UnitPrices.of(2_000), 100);
        var lease = market.index().find(LedgerOfLeases.lease(1)).orElseThrow();

        var own = Invoice.terms(lease, market.terms(LedgerOfLeases.lease(1)).orElseThrow());
        var other = Invoice.terms(lease, market.terms(LedgerOfLeases.lease(2)).orElseThrow());

        assertThat(own.flag("orderOnLedger") && own.flag("offerOnLedger")).isTrue();
        assertThat(own.text("quoteSignedBy")).isEqualTo(lease.provider().hex());
        assertThat(own.array("prices").objects().map(it -> it.text("meter") + " " + it.text("price")))
                .containsExactly("byteSeconds 0.000000000000000000001");
        assertThat(other.flag("orderOnLedger") || other.flag("offerOnLedger")).isFalse();
    }
}
