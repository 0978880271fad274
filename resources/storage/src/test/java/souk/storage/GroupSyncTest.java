package souk.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class GroupSyncTest {
    private static final int WRITERS = 20;

    @Test
    void servesAllWhoWaitedWithOneForce() throws Exception {
        var begun = new CountDownLatch(1);
        var release = new CountDownLatch(1);
        var sync = new GroupSync(() -> {
            begun.countDown();
            awaitQuietly(release);
        });

        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<?> first = threads.submit(() -> await(sync));
            begun.await();
            var others = Stream.generate(() -> threads.submit(() -> await(sync)))
                    .limit(WRITERS)
                    .toList();
            while (sync.waiting() < WRITERS + 1) {
                Thread.onSpinWait();
            }
            release.countDown();
            first.get();
            for (Future<?> other : others) {
                other.get();
            }
        }

        assertThat(sync.forces()).isEqualTo(2);
    }

    @Test
    void neverForgetsAFailure() {
        var sync = new GroupSync(() -> {
            throw new IOException("the device is gone");
        });

        assertThatThrownBy(sync::await).isInstanceOf(IOException.class);
        assertThatThrownBy(sync::await).hasRootCauseMessage("the device is gone");
        assertThat(sync.broken()).isTrue();
        assertThat(sync.forces()).isEqualTo(1);
    }

    @Test
    void storesManyShardsOfManyWriters(@org.junit.jupiter.api.io.TempDir java.nio.file.Path folder)
            throws InterruptedException, ExecutionException {
        try (var fixture = new StoreFixture(folder)) {
            try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
                var puts = java.util.stream.IntStream.range(0, 200)
                        .mapToObj(i -> threads.submit(
                                () -> fixture.put(StoreFixture.LEASE, StoreFixture.shard(i % 150, 1 + i % 150))))
                        .toList();
                for (Future<PutResult> put : puts) {
                    put.get();
                }
            }
            assertThat(fixture.store.stats().arriving()).isZero();
            assertThat(fixture.store.stats().syncs()).isPositive();
            fixture.restart();
            assertThat(fixture.store.stats().shards()).isEqualTo(150);
            assertThat(fixture.store.scrub(1_000).damaged()).isEmpty();
        }
    }

    private static Object await(GroupSync sync) throws IOException {
        sync.await();
        return sync;
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
