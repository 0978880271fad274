package souk.evm;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import souk.core.error.SoukException;
import souk.ledger.LedgerRefusal;

/// Turns what a reverted call said into a typed refusal with advice.
final class Refusals {
    /// `Error(string)` and `Panic(uint256)` of Solidity.
    private static final byte[] ERROR = {0x08, (byte) 0xc3, 0x79, (byte) 0xa0};

    private static final byte[] PANIC = {0x4e, 0x48, 0x7b, 0x71};

    private static final List<ContractAbi> CONTRACTS = List.of(
            ContractAbi.MARKET,
            ContractAbi.REGISTRY,
            ContractAbi.AUDITS,
            ContractAbi.COURT,
            ContractAbi.POOL,
            ContractAbi.SERVICES,
            ContractAbi.REWARDS,
            ContractAbi.PRICES,
            ContractAbi.PARAMETERS,
            ContractAbi.STABLECOIN,
            ContractAbi.TOKEN,
            ContractAbi.TIMELOCK);

    private static final String DEFAULT_ADVICE = "the ledger's rules forbid it; nothing happened";

    private static final Map<String, String> ADVICE = Map.ofEntries(
            Map.entry("ERC20InsufficientAllowance", "approve the spender for this asset first"),
            Map.entry("ERC20InsufficientBalance", "get more of the asset first"),
            Map.entry("BalanceTooLow", "withdraw less, or deposit first"),
            Map.entry("StakeTooLow", "add stake first"),
            Map.entry("BondTooLow", "offer a larger bond"),
            Map.entry("BondStillHeld", "wait until the time given"),
            Map.entry("ProviderNotRegistered", "register the provider first"),
            Map.entry("QuoteExpired", "ask the provider for a new quote"),
            Map.entry("OrderExpired", "sign a new order"),
            Map.entry("OfferNotValid", "take a newer offer"),
            Map.entry("OrderNonceUsed", "a lease was opened with this order already; sign a new one"),
            Map.entry("PriceAboveIndex", "the price index fell; take a cheaper offer or allow a larger deviation"),
            Map.entry("PriceUnknown", "the order names a price that is not listed; look at the index's names"),
            Map.entry("PriceIndexMissing", "this market has no price index; sign an order without one"),
            Map.entry("CapacityExceeded", "the offer is sold out; take another"),
            Map.entry("NonceVoid", "the signer withdrew it; ask for a new one"),
            Map.entry("BadSignature", "the named account did not sign this"),
            Map.entry("LeaseInStatus", "read the lease's status; it does not allow this"),
            Map.entry("LeaseOver", "the lease's time is over; finalize it"),
            Map.entry("TooEarly", "wait until the time given"),
            Map.entry("TooLate", "the time for this has passed"),
            Map.entry("VoucherStale", "as much was paid already; send a newer voucher"),
            Map.entry("AmountAboveDeposit", "top the lease up first"),
            Map.entry("StillBonded", "wait until the time given"),
            Map.entry("SeedAlreadyPinned", "nothing to do: the seed is there"),
            Map.entry("ClaimOutOfRange", "claim no more than the lease can give back"),
            Map.entry("DisputeExists", "this was claimed before under this lease"),
            Map.entry("DisputeInStage", "read the dispute's stage; it does not allow this"),
            Map.entry("MintAboveCap", "mint less at a time"));

    private Refusals() {}

    static SoukException of(Optional<byte[]> revertData) {
        var refusal = revertData.flatMap(Refusals::decode).orElseGet(() -> new LedgerRefusal("Reverted", Map.of()));
        return refusal.asException(ADVICE.getOrDefault(refusal.error(), DEFAULT_ADVICE));
    }

    private static Optional<LedgerRefusal> decode(byte[] data) {
        for (var contract : CONTRACTS) {
            var error = contract.error(data);
            if (error.isPresent()) {
                return error.map(named -> new LedgerRefusal(named.name(), named.asText()));
            }
        }
        return builtIn(data);
    }

    private static Optional<LedgerRefusal> builtIn(byte[] data) {
        if (startsWith(data, PANIC)) {
            return Optional.of(new LedgerRefusal("Panic", Map.of("code", Integer.toString(data[data.length - 1]))));
        }
        if (startsWith(data, ERROR)) {
            var type = com.esaulpaugh.headlong.abi.TupleType.parse("(string)");
            com.esaulpaugh.headlong.abi.Tuple values = type.decode(java.util.Arrays.copyOfRange(data, 4, data.length));
            return Optional.of(new LedgerRefusal("Error", Map.of("message", values.get(0))));
        }
        return data.length < 4
                ? Optional.empty()
                : Optional.of(new LedgerRefusal("Unknown", Map.of("data", Quantity.hex(data))));
    }

    private static boolean startsWith(byte[] data, byte[] selector) {
        return data.length > selector.length && java.util.Arrays.equals(data, 0, 4, selector, 0, 4);
    }
}
