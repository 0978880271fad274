package souk.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import souk.core.hash.Sha256;
import souk.core.value.Digest;
import souk.core.value.LeaseId;

final class ShardIndexProperties {
    private record Key(LeaseId lease, Digest root) {}

    private record Value(Location location, ShardState state, long since) {}

    @Property(tries = 50)
    void behavesLikeAMap(@ForAll long seed) {
        var random = new Random(seed);
        var index = new ShardIndex(seed);
        Map<Key, Value> model = new HashMap<>();
        for (int step = 0; step < 1_500; step++) {
            var key = new Key(StoreFixture.LEASE, Digest.of(Sha256.hash(new byte[] {(byte) random.nextInt(250)})));
            if (random.nextBoolean()) {
                key = new Key(StoreFixture.OTHER, key.root());
            }
            int row = index.find(key.lease(), key.root());
            assertThat(row != ShardIndex.NONE).isEqualTo(model.containsKey(key));
            if (row != ShardIndex.NONE && random.nextInt(5) < 2) {
                index.remove(row);
                model.remove(key);
                continue;
            }
            var state = ShardState.values()[random.nextInt(3)];
            var value = new Value(new Location(random.nextInt(9), step, 1_024 * random.nextInt(1, 9)), state, step);
            index.put(key.lease(), key.root(), value.location(), value.state(), value.since());
            model.put(key, value);
        }
        assertThat(index.size()).isEqualTo(model.size());
        model.forEach((key, value) -> {
            int row = index.find(key.lease(), key.root());
            assertThat(new Value(index.location(row), index.state(row), index.since(row)))
                    .isEqualTo(value);
            assertThat(index.lease(row)).isEqualTo(key.lease());
            assertThat(index.root(row)).isEqualTo(key.root());
        });
        for (ShardState state : ShardState.values()) {
            long sum = model.values().stream()
                    .filter(value -> value.state() == state)
                    .mapToLong(value -> value.location().length())
                    .sum();
            assertThat(index.bytes(state)).isEqualTo(sum);
        }
    }
}
