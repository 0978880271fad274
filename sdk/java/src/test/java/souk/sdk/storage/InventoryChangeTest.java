package souk.sdk.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import souk.core.merkle.InventoryEntry;
import souk.core.value.Digest;

/// What is asked of a provider from one inventory to the next.
final class InventoryChangeTest {
    @Test
    void namesARenewedShardOnceSinceProvidersRefuseAChangeThatNamesOneTwice() {
        var change = InventoryKeeper.Change.between(
                List.of(entry("aa", 100), entry("bb", 100), entry("cc", 100)),
                List.of(entry("aa", 900), entry("bb", 100), entry("dd", 100)));

        assertEquals(List.of(entry("aa", 900), entry("dd", 100)), change.added());
        assertEquals(List.of(digest("cc")), change.removed());
    }

    private static InventoryEntry entry(String root, long expiry) {
        return new InventoryEntry(digest(root), 2_048, expiry);
    }

    private static Digest digest(String octet) {
        return new Digest("0x" + octet.repeat(32));
    }
}
