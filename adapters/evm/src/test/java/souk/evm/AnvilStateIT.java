package souk.evm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import souk.core.error.SoukException;
import souk.core.json.Json;
import souk.core.json.JsonArray;
import souk.core.json.JsonObject;

final class AnvilStateIT {
    private static final int SAVES = 20;

    /// A state whose accounts are a block ahead of its blocks makes transactions disappear.
    @Test
    void accountsAndBlocksOfASavedStateAgree(@TempDir Path folder, @TempDir Path copies) throws Exception {
        var options = LocalMarket.anvilOptions(folder, Duration.ofMillis(250));
        // The chain's own folder is written by its own saver.
        var copy = new AnvilOptions(options.binary(), options.port(), options.chainId(), options.blockTime(), copies);
        try (var anvil = Anvil.start(options, InstantSource.system());
                var rpc = new JsonRpc(options.endpoint());
                var state = AnvilState.of(copy)) {
            var sender = ((JsonArray) rpc.call("eth_accounts")).texts().getFirst();
            var busy = Thread.startVirtualThread(() -> sendUntilInterrupted(rpc, sender));
            for (int i = 0; i < SAVES; i++) {
                Thread.sleep(300);
                state.save();

                assertThat(nonce(copy.stateFile(), sender)).isEqualTo(transactions(copy.stateFile(), sender));
            }
            busy.interrupt();
            busy.join();
            assertThat(anvil.alive()).isTrue();
        }
    }

    private static void sendUntilInterrupted(JsonRpc rpc, String sender) {
        var transfer = Json.object()
                .put("from", sender)
                .put("to", sender)
                .put("gas", Quantity.of(21_000))
                .build();
        while (!Thread.currentThread().isInterrupted()) {
            try {
                rpc.call("eth_sendTransaction", transfer);
                Thread.sleep(20);
            } catch (SoukException | InterruptedException e) {
                return;
            }
        }
    }

    private static long nonce(Path file, String sender) throws IOException {
        return json(file).object("accounts").object(sender).integer("nonce");
    }

    private static long transactions(Path file, String sender) throws IOException {
        return json(file)
                .array("transactions")
                .objects()
                .filter(it -> it.object("info").text("from").equals(sender))
                .count();
    }

    private static JsonObject json(Path file) throws IOException {
        return Json.parseObject(Files.readAllBytes(file));
    }
}
