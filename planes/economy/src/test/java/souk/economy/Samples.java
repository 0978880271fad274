package souk.economy;

import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import souk.core.eip712.TypedData;
import souk.core.hash.Sha256;
import souk.core.market.Offer;
import souk.core.market.Order;
import souk.core.market.ResourceClass;
import souk.core.market.Signed;
import souk.core.market.Voucher;
import souk.core.service.ServiceTerms;
import souk.core.value.Address;
import souk.core.value.Digest;
import souk.core.value.LeaseId;
import souk.core.value.Region;
import souk.core.value.Signature;
import souk.core.value.UnitPrices;

/// Parties, messages and a signature scheme that is good enough for tests: whoever knows an address can sign
/// for it.
public final class Samples {
    public static final Instant NOW = Instant.parse("2026-11-24T12:00:00Z");
    public static final Address ASSET = address(1);
    public static final Address CONSUMER = address(2);
    public static final TypedData.Domain DOMAIN = new TypedData.Domain(31337, address(3));
    public static final BigInteger SCALE = UnitPrices.SCALE;

    private Samples() {}

    public static Address address(int number) {
        return new Address("0x%040x".formatted(number));
    }

    public static Digest digest(int number) {
        return new Digest("0x%064x".formatted(number));
    }

    public static LeaseId lease(int number) {
        return new LeaseId("0x%064x".formatted(number));
    }

    public static BigInteger big(long value) {
        return BigInteger.valueOf(value);
    }

    public static Signer signer(Address signer) {
        return message -> sign(message, signer);
    }

    public static SignatureCheck signatures() {
        return (message, signature, signer) -> sign(message, signer).equals(signature);
    }

    public static Signature sign(TypedData.Message message, Address signer) {
        var half = Sha256.hash(signer.bytes(), message.structHash().bytes());
        var bytes = new byte[Signature.BYTES];
        System.arraycopy(half, 0, bytes, 0, 32);
        System.arraycopy(half, 0, bytes, 32, 32);
        bytes[64] = 27;
        return Signature.of(bytes);
    }

    public static ProviderProfile profile(String region) {
        return new ProviderProfile(
                new Region(region), "DE", List.of(RuntimeName.WASM), new Hardware(8_000, 1L << 34, 1L << 40));
    }

    /// What tests vary of an offer.
    public record OfferOptions(int provider, String region, long price, long capacity, long nonce, Instant validUntil) {
        public OfferOptions price(long value) {
            return new OfferOptions(provider, region, value, capacity, nonce, validUntil);
        }

        public OfferOptions region(String value) {
            return new OfferOptions(provider, value, price, capacity, nonce, validUntil);
        }

        public OfferOptions nonce(long value) {
            return new OfferOptions(provider, region, price, capacity, value, validUntil);
        }

        public OfferOptions capacity(long value) {
            return new OfferOptions(provider, region, price, value, nonce, validUntil);
        }

        public OfferOptions validUntil(Instant value) {
            return new OfferOptions(provider, region, price, capacity, nonce, value);
        }

        public OfferListing listing() {
            var profile = profile(region);
            var offer = new Offer(
                    address(provider),
                    ResourceClass.STORAGE,
                    profile.digest(),
                    ASSET,
                    prices(price),
                    big(capacity),
                    Duration.ofMinutes(1),
                    Duration.ofDays(30),
                    Duration.ofHours(1),
                    Digest.ZERO,
                    NOW.minusSeconds(60),
                    validUntil,
                    nonce,
                    Digest.ZERO);
            return new OfferListing(
                    new Signed<>(offer, sign(offer, address(provider))),
                    profile,
                    "https://127.0.0.1:%d".formatted(7000 + provider % 1000),
                    digest(provider));
        }
    }

    public static OfferOptions offer(int provider) {
        return new OfferOptions(provider, "eu-west", 1_000, 1L << 40, 1, NOW.plus(Duration.ofDays(1)));
    }

    /// The first meter costs `first`, the others one.
    public static UnitPrices prices(long first) {
        return UnitPrices.of(first, 1, 1, 1, 1);
    }

    public static OrderListing order(Constraints constraints, long quantity, long nonce) {
        return order(constraints, quantity, nonce, Digest.ZERO, Optional.empty());
    }

    static OrderListing order(
            Constraints constraints, long quantity, long nonce, Digest slo, Optional<ServiceTerms> service) {
        var order = new Order(
                CONSUMER,
                CONSUMER,
                ResourceClass.STORAGE,
                Digest.ZERO,
                ASSET,
                prices(1_000_000),
                big(quantity),
                Duration.ofHours(1),
                big(1_000_000),
                constraints.digest(),
                slo,
                Digest.ZERO,
                BigInteger.ZERO,
                Digest.ZERO,
                0,
                NOW.plusSeconds(600),
                nonce,
                Digest.ZERO);
        return new OrderListing(new Signed<>(order, sign(order, CONSUMER)), constraints, service);
    }

    public static Signed<Voucher> voucher(int lease, long cumulative, long sequence) {
        var voucher = new Voucher(lease(lease), big(cumulative), sequence, Digest.ZERO);
        return new Signed<>(voucher, sign(voucher, CONSUMER));
    }
}
