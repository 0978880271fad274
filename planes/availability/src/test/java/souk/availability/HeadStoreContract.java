package souk.availability;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import souk.core.record.Cid;

/// What every [HeadStore] keeps.
public abstract class HeadStoreContract {
    private static final Instant SOON = Instant.parse("2026-11-24T12:00:00Z");

    /// A store without heads.
    protected abstract HeadStore create();

    @Test
    void keepsOneHeadAnOwnerUntilItExpires() {
        var store = create();
        var newest = head("did:key:z1", 2);
        store.put(head("did:key:z1", 1), SOON);
        store.put(newest, SOON.plusSeconds(1));
        store.put(head("did:key:z2", 5), SOON);

        assertThat(store.count()).isEqualTo(2);
        assertThat(store.find("did:key:z1")).contains(newest);
        assertThat(store.find("did:key:z3")).isEmpty();

        store.expire(SOON);

        assertThat(store.count()).isEqualTo(1);
        assertThat(store.find("did:key:z1")).contains(newest);
    }

    private static RecordHead head(String owner, long sequence) {
        return new RecordHead(owner, 1, sequence, Cid.of(new byte[] {(byte) sequence}), "0x" + "ab".repeat(64));
    }
}
