package souk.evm;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import souk.core.json.Json;
import souk.core.json.JsonObject;
import souk.core.value.Digest;
import souk.ledger.Finality;
import souk.ledger.InMemoryOutbox;

final class StuckTransactionIT {
    @Test
    @Timeout(value = 60, unit = TimeUnit.SECONDS)
    void isReplacedByTheSameOneWithAHigherFeeAndHappensOnce(@TempDir Path folder) {
        try (var local = LocalMarket.start(folder, Duration.ofMillis(200))) {
            var signer = TransactionSigner.of(local.newAccount());
            var time = new AtomicReference<>(Instant.EPOCH);
            var outbox = new InMemoryOutbox();
            var rpc = local.chain.rpc();
            rpc.call("evm_setIntervalMining", new Json.Number(0));
            try (var chain = EvmChain.connect(LocalMarket.options(local.anvil), outbox, time::get)) {
                var sent = chain.send(signer, CallRequest.to(signer.address(), new byte[0]), 30_000);
                var first = sent.newest().hash();

                time.set(Instant.EPOCH.plus(Duration.ofMinutes(1)));
                while (!known(
                        rpc, outbox.of(chain.id(), signer.address()).getFirst().hash(), first)) {
                    Thread.onSpinWait();
                }
                rpc.call("evm_mine");
                var inclusion = chain.await(sent, Finality.INCLUDED);

                assertThat(sent.hashes()).hasSize(2).startsWith(first);
                assertThat(inclusion.transaction()).isEqualTo(sent.newest().hash());
                assertThat(rpc.call("eth_getTransactionReceipt", new Json.Text(first.hex())))
                        .isInstanceOf(Json.Null.class);
            }
        }
    }

    private static boolean known(JsonRpc rpc, Digest hash, Digest otherThan) {
        return !hash.equals(otherThan)
                && rpc.call("eth_getTransactionByHash", new Json.Text(hash.hex())) instanceof JsonObject;
    }
}
