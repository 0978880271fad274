package souk.evm;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import souk.core.eip712.TypedData;
import souk.core.value.Address;
import souk.core.value.Signature;
import souk.ledger.AssetId;
import souk.ledger.Ledger;
import souk.ledger.LedgerContract;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init") // set before all tests
final class EvmLedgerIT extends LedgerContract {
    private LocalMarket local;

    @BeforeAll
    void start(@TempDir Path folder) {
        local = LocalMarket.start(folder, Duration.ofMillis(100));
    }

    @AfterAll
    void stop() {
        local.close();
    }

    @Override
    protected Party newParty() {
        var key = local.newAccount();
        var ledger = local.market.ledger(TransactionSigner.of(key));
        return new Party() {
            @Override
            public Address address() {
                return key.address();
            }

            @Override
            public Ledger ledger() {
                return ledger;
            }

            @Override
            public Signature sign(TypedData.Message message) {
                return key.sign(domain(), message);
            }
        };
    }

    @Override
    protected AssetId paymentAsset() {
        return local.market.addresses().paymentAsset();
    }

    @Override
    protected AssetId stakeAsset() {
        return local.market.addresses().stakeAsset();
    }

    @Override
    protected Instant now() {
        return local.chain.head().at();
    }

    @Override
    protected TypedData.Domain domain() {
        return local.market.addresses().domain();
    }
}
