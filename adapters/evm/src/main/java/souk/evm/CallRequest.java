package souk.evm;

import java.math.BigInteger;
import java.util.Optional;
import souk.core.json.Json;
import souk.core.json.JsonObject;
import souk.core.value.Address;

/// What a transaction or a call asks for.
///
/// @param to the contract; empty to create one
/// @param value wei
@SuppressWarnings("ArrayRecordComponent") // a carrier; never compared
record CallRequest(Optional<Address> to, BigInteger value, byte[] data) {
    static CallRequest to(Address contract, byte[] data) {
        return new CallRequest(Optional.of(contract), BigInteger.ZERO, data);
    }

    static CallRequest create(byte[] code) {
        return new CallRequest(Optional.empty(), BigInteger.ZERO, code);
    }

    /// As a parameter of `eth_call` and `eth_estimateGas`.
    JsonObject toJson(Optional<Address> from) {
        return Json.object()
                .put("from", from.map(Address::hex))
                .put("to", to.map(Address::hex))
                .put("value", Quantity.of(value))
                .put("data", Quantity.hex(data))
                .build();
    }
}
