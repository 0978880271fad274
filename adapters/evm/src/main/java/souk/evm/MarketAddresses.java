package souk.evm;

import souk.core.eip712.TypedData;
import souk.core.json.Json;
import souk.core.json.JsonObject;
import souk.core.value.Address;
import souk.ledger.AssetId;
import souk.ledger.ChainId;
import souk.ledger.Pool;

/// Where a market's contracts are.
///
/// @param token the stake token
/// @param stablecoin the test asset that leases are paid in
/// @param timelock owns the others
/// @param auditors the pool of bonded auditors
/// @param arbiters the pool of bonded arbiters
/// @param court judges disputes
/// @param disputeRules its parameters
/// @param rewards shares out what the network gives to those who served it well
/// @param services measures service levels and has what they cost taken
/// @param penalty the price list that the market's own offers name
/// @param forwarder speaks for those whose gas a sponsor pays
/// @param prices the index of base prices
/// @param deployedAt number of the block before the first contract: history starts there
public record MarketAddresses(
        ChainId chain,
        Address token,
        Address stablecoin,
        Address timelock,
        Address parameters,
        Address registry,
        Address market,
        Address audits,
        Address auditors,
        Address arbiters,
        Address court,
        Address disputeRules,
        Address rewards,
        Address services,
        Address penalty,
        Address forwarder,
        Address prices,
        Address anchor,
        long deployedAt) {
    /// In which messages of this market are signed.
    public TypedData.Domain domain() {
        return new TypedData.Domain(chain.evmNumber(), market);
    }

    public Address pool(Pool pool) {
        return switch (pool) {
            case AUDITORS -> auditors;
            case ARBITERS -> arbiters;
        };
    }

    public AssetId stakeAsset() {
        return new AssetId(chain, token);
    }

    public AssetId paymentAsset() {
        return new AssetId(chain, stablecoin);
    }

    public JsonObject toJson() {
        return Json.object()
                .put("chain", chain.toString())
                .put("token", token.hex())
                .put("stablecoin", stablecoin.hex())
                .put("timelock", timelock.hex())
                .put("parameters", parameters.hex())
                .put("registry", registry.hex())
                .put("market", market.hex())
                .put("audits", audits.hex())
                .put("auditors", auditors.hex())
                .put("arbiters", arbiters.hex())
                .put("court", court.hex())
                .put("disputeRules", disputeRules.hex())
                .put("rewards", rewards.hex())
                .put("services", services.hex())
                .put("penalty", penalty.hex())
                .put("forwarder", forwarder.hex())
                .put("prices", prices.hex())
                .put("anchor", anchor.hex())
                .put("deployedAt", deployedAt)
                .build();
    }

    /// Reads what [#toJson] wrote.
    public static MarketAddresses from(JsonObject json) {
        return new MarketAddresses(
                ChainId.parse(json.text("chain")),
                new Address(json.text("token")),
                new Address(json.text("stablecoin")),
                new Address(json.text("timelock")),
                new Address(json.text("parameters")),
                new Address(json.text("registry")),
                new Address(json.text("market")),
                new Address(json.text("audits")),
                new Address(json.text("auditors")),
                new Address(json.text("arbiters")),
                new Address(json.text("court")),
                new Address(json.text("disputeRules")),
                new Address(json.text("rewards")),
                new Address(json.text("services")),
                new Address(json.text("penalty")),
                new Address(json.text("forwarder")),
                new Address(json.text("prices")),
                new Address(json.text("anchor")),
                json.integer("deployedAt"));
    }
}
