package souk.node.provider;

import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;
import souk.core.json.Json;
import souk.core.json.JsonObject;
import souk.core.market.CloseConsent;
import souk.core.market.Order;
import souk.core.market.Quote;
import souk.core.market.Signed;
import souk.core.market.Voucher;
import souk.core.service.ServiceTerms;
import souk.core.value.LeaseId;
import souk.economy.AcceptResult;
import souk.economy.OrderListing;
import souk.economy.QuoteDesk;
import souk.economy.QuoteResult;
import souk.economy.VoucherTill;
import souk.net.Request;
import souk.net.Response;
import souk.net.Route;
import souk.node.process.NodeContext;
import souk.sql.Documents;
import souk.trust.AccountKey;

/// Quotes, vouchers, and consent to an end.
final class MarketDoor {
    /// What a lease has earned that no voucher promises yet.
    @FunctionalInterface
    interface Earnings {
        /// The least that this provider wants for the lease in all, smallest units.
        ///
        /// @throws SoukException `CONFLICT` while that is not known yet, as when a job still runs
        BigInteger owed(LeaseId lease, Terms terms);
    }

    /// The order and quote a lease came from, and the service levels under both.
    record Terms(Order order, Quote quote, Optional<ServiceTerms> service) {
        private static Terms from(JsonObject json) {
            return new Terms(
                    Order.from(json.object("order")),
                    Quote.from(json.object("quote")),
                    json.has("service") ? Optional.of(ServiceTerms.from(json.object("service"))) : Optional.empty());
        }
    }

    private final NodeContext node;
    private final QuoteDesk desk;
    private final VoucherTill till;
    private final LeaseDesk leases;
    private final LeaseGuard guard;
    private final Documents.Collection quoted;
    private final Earnings earnings;
    private final BooleanSupplier leaving;

    /// @param quoted the orders behind the quotes given, by lease
    /// @param leaving whether nothing new is taken
    MarketDoor(
            NodeContext node,
            QuoteDesk desk,
            VoucherTill till,
            LeaseDesk leases,
            LeaseGuard guard,
            Documents.Collection quoted,
            Earnings earnings,
            BooleanSupplier leaving) {
        this.node = node;
        this.desk = desk;
        this.till = till;
        this.leases = leases;
        this.guard = guard;
        this.quoted = quoted;
        this.earnings = earnings;
        this.leaving = leaving;
    }

    List<Route> routes() {
        return List.of(
                Route.post("/v1/quotes", this::quote),
                Route.post("/v1/leases/{lease}/vouchers", this::voucher),
                Route.get("/v1/leases/{lease}/vouchers/newest", this::newest),
                Route.post("/v1/leases/{lease}/close", this::close));
    }

    /// The terms of a lease that this provider quoted.
    ///
    /// @throws SoukException `NOT_FOUND`
    Terms terms(LeaseId lease) {
        return quoted.find(lease.hex())
                .map(Terms::from)
                .orElseThrow(() -> new SoukException(ErrorCode.NOT_FOUND, "no quote of ours opened lease " + lease));
    }

    private Response quote(Request request) {
        if (leaving.getAsBoolean()) {
            throw new SoukException(ErrorCode.NO_CAPACITY, "this provider is leaving and takes nothing new");
        }
        var listing = OrderListing.from(request.json());
        return switch (desk.quote(listing)) {
            case QuoteResult.Quoted(var quote, var lease) -> {
                quoted.put(lease.hex(), terms(listing, quote.message()));
                yield Response.json(Json.object()
                        .put("quote", Signed.toJson(quote.message().toJson(), quote.signature()))
                        .build());
            }
            case QuoteResult.Refused(var code, var reason) -> throw new SoukException(code, reason);
        };
    }

    private static JsonObject terms(OrderListing listing, Quote quote) {
        var json =
                Json.object().put("order", listing.order().message().toJson()).put("quote", quote.toJson());
        listing.service().ifPresent(it -> json.put("service", it.toJson()));
        return json.build();
    }

    private Response voucher(Request request) {
        var lease = guard.require(request);
        var voucher = Signed.from(request.json(), Voucher::from);
        if (!voucher.message().lease().equals(lease)) {
            throw new SoukException(ErrorCode.BAD_REQUEST, "the voucher is for another lease");
        }
        switch (till.accept(voucher)) {
            case AcceptResult.Accepted _, AcceptResult.Repeated _ ->
                leases.heard(lease, voucher.message().cumulative());
            case AcceptResult.Refused(var code, var reason) -> throw new SoukException(code, reason);
        }
        return Response.noContent();
    }

    /// The newest voucher, for a payer that was restored from an older copy.
    private Response newest(Request request) {
        var lease = guard.require(request);
        return till.account(lease)
                .newest()
                .map(voucher -> Response.json(Signed.toJson(voucher.message().toJson(), voucher.signature())))
                .orElseThrow(() -> new SoukException(ErrorCode.NOT_FOUND, "no voucher for this lease yet"));
    }

    /// Signs the payer's final amount when it covers what was promised and earned.
    private Response close(Request request) {
        var lease = guard.require(request);
        var asked = Signed.from(request.json(), CloseConsent::from);
        var consent = asked.message();
        if (!consent.lease().equals(lease)
                || !AccountKey.verify(node.domain(), consent, asked.signature(), guard.payer(lease))) {
            throw new SoukException(ErrorCode.BAD_SIGNATURE, "the request to close is not signed by the payer");
        }
        var least = till.account(lease).promised().max(earnings.owed(lease, terms(lease)));
        if (consent.cumulative().compareTo(least) < 0) {
            throw new SoukException(ErrorCode.CONFLICT, "at least " + least + " was earned under this lease");
        }
        return Response.json(Json.object()
                .put("signature", node.account().sign(node.domain(), consent).hex())
                .build());
    }
}
