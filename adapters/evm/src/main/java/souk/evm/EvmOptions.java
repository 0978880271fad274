package souk.evm;

import java.math.BigInteger;
import java.net.URI;
import java.time.Duration;

/// How to reach a chain and how much to trust it.
///
/// @param endpoint JSON-RPC over HTTP
/// @param confirmations blocks on top of a block that make it final
/// @param poll how often to look for a new block
/// @param startLimit how long to wait for the chain when connecting
/// @param inclusionLimit how long a command may take to get the finality asked for
/// @param tip wei a gas offered to who makes the block
/// @param maxFee wei a gas that a transaction may never cost more than, also after replacements
public record EvmOptions(
        URI endpoint,
        int confirmations,
        Duration poll,
        Duration startLimit,
        Duration inclusionLimit,
        BigInteger tip,
        BigInteger maxFee) {
    private static final BigInteger GWEI = BigInteger.TEN.pow(9);

    /// For a chain on this machine with a block every second or faster.
    public static EvmOptions local(URI endpoint) {
        return new EvmOptions(
                endpoint,
                3,
                Duration.ofMillis(150),
                Duration.ofSeconds(30),
                Duration.ofSeconds(60),
                GWEI,
                GWEI.multiply(BigInteger.valueOf(500)));
    }

    public EvmOptions withPoll(Duration other) {
        return new EvmOptions(endpoint, confirmations, other, startLimit, inclusionLimit, tip, maxFee);
    }

    public EvmOptions withInclusionLimit(Duration other) {
        return new EvmOptions(endpoint, confirmations, poll, startLimit, other, tip, maxFee);
    }
}
