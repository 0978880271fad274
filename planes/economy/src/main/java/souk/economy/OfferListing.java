package souk.economy;

import java.net.URI;
import java.net.URISyntaxException;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;
import souk.core.json.Json;
import souk.core.json.JsonObject;
import souk.core.market.Offer;
import souk.core.market.Signed;
import souk.core.value.Address;
import souk.core.value.Digest;
import souk.core.value.Signature;

/// A signed offer and what a consumer needs to reach its provider.
///
/// The profile is bound to the signature by its digest. Endpoint and node key are hints that a relay could
/// alter: a
/// reader compares them with the registry on the ledger before it connects.
///
/// @param endpoint `https://host:port` of the provider's node
/// @param nodeKey the node's Ed25519 public key
public record OfferListing(Signed<Offer> offer, ProviderProfile profile, String endpoint, Digest nodeKey) {
    /// Longest endpoint in characters.
    public static final int MAX_ENDPOINT = 256;

    /// @throws SoukException `BAD_REQUEST` when the profile is not the one the offer names, or there is not
    ///     a price a
    ///     meter
    public OfferListing {
        var message = offer.message();
        if (!profile.digest().equals(message.profile())) {
            throw new SoukException(ErrorCode.BAD_REQUEST, "the profile is not the one the offer names");
        }
        int meters = message.resourceClass().meters().size();
        if (message.unitPrices().values().size() != meters) {
            throw new SoukException(ErrorCode.BAD_REQUEST, "an offer has one price a meter: " + meters);
        }
        checkEndpoint(endpoint);
    }

    /// Who offers.
    public Address provider() {
        return offer.message().provider();
    }

    /// The struct hash, by which quotes name the offer.
    public Digest offerHash() {
        return offer.message().structHash();
    }

    public JsonObject toJson() {
        return Json.object()
                .put("offer", offer.message().toJson())
                .put("signature", offer.signature().hex())
                .put("profile", profile.toJson())
                .put("endpoint", endpoint)
                .put("nodeKey", nodeKey.hex())
                .build();
    }

    /// Reads what [#toJson] wrote.
    public static OfferListing from(JsonObject json) {
        return new OfferListing(
                new Signed<>(Offer.from(json.object("offer")), new Signature(json.text("signature"))),
                ProviderProfile.from(json.object("profile")),
                json.text("endpoint"),
                new Digest(json.text("nodeKey")));
    }

    private static void checkEndpoint(String endpoint) {
        try {
            var uri = new URI(endpoint);
            if (endpoint.length() <= MAX_ENDPOINT && "https".equals(uri.getScheme()) && uri.getHost() != null) {
                return;
            }
        } catch (URISyntaxException e) {
            throw new SoukException(ErrorCode.BAD_REQUEST, "the endpoint is no URI", e);
        }
        throw new SoukException(
                ErrorCode.BAD_REQUEST, "an endpoint is https://host:port of at most " + MAX_ENDPOINT + " characters");
    }
}
