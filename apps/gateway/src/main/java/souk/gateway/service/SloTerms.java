package souk.gateway.service;

import java.time.Duration;
import souk.core.service.ServiceTerms;
import souk.core.value.Address;
import souk.sdk.slo.OpenSlo;

/// Makes what people write into what parties of this market sign, and keeps the document.
///
/// @param schedule the market's own penalty schedule
/// @param epoch of the market
public record SloTerms(SloBook book, Address schedule, Duration epoch) {
    /// @throws souk.core.error.SoukException `BAD_SLO` where the document is about other windows than epochs
    public ServiceTerms of(OpenSlo slo) {
        var terms = slo.terms(schedule, epoch);
        book.keepDocument(terms.document(), slo.canonical());
        return terms;
    }
}
