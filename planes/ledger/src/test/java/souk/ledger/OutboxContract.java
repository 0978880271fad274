package souk.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import souk.core.value.Address;
import souk.core.value.Digest;

/// What every [Outbox] must do.
public abstract class OutboxContract {
    private static final ChainId CHAIN = ChainId.evm(31_337);
    private static final Address ANN = new Address("0x" + "a".repeat(40));
    private static final Address BOB = new Address("0x" + "b".repeat(40));

    /// An empty one.
    protected abstract Outbox outbox();

    @Test
    void givesBackWhatWasPutInNonceOrder() {
        var outbox = outbox();
        outbox.put(transaction(ANN, 10, "1"));
        outbox.put(transaction(ANN, 9, "2"));

        assertThat(outbox.of(CHAIN, ANN)).containsExactly(transaction(ANN, 9, "2"), transaction(ANN, 10, "1"));
    }

    @Test
    void keepsSendersAndChainsApart() {
        var outbox = outbox();
        outbox.put(transaction(BOB, 0, "1"));
        outbox.put(transaction(ANN, 0, "2"));

        assertThat(outbox.senders(CHAIN)).containsExactly(ANN, BOB);
        assertThat(outbox.of(CHAIN, ANN)).containsExactly(transaction(ANN, 0, "2"));
        assertThat(outbox.of(ChainId.evm(1), ANN)).isEmpty();
        assertThat(outbox.senders(ChainId.evm(1))).isEmpty();
    }

    @Test
    void replacesATransactionOfTheSameNonce() {
        var outbox = outbox();
        outbox.put(transaction(ANN, 0, "1"));
        outbox.put(transaction(ANN, 0, "2"));

        assertThat(outbox.of(CHAIN, ANN)).containsExactly(transaction(ANN, 0, "2"));
    }

    @Test
    void forgetsOneTransactionAndThenTheSender() {
        var outbox = outbox();
        outbox.put(transaction(ANN, 0, "1"));
        outbox.put(transaction(ANN, 1, "2"));

        outbox.forget(CHAIN, ANN, 0);
        outbox.forget(CHAIN, ANN, 7);
        assertThat(outbox.of(CHAIN, ANN)).containsExactly(transaction(ANN, 1, "2"));

        outbox.forget(CHAIN, ANN, 1);
        assertThat(outbox.senders(CHAIN)).isEmpty();
    }

    private static OutboxTransaction transaction(Address sender, long nonce, String digit) {
        return new OutboxTransaction(
                CHAIN, sender, nonce, new Digest("0x" + digit.repeat(64)), "0x0" + digit, Instant.ofEpochSecond(nonce));
    }
}
