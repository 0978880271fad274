package souk.gateway.recovery;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;

/// Waits for several slow things at once.
final class Together {
    private Together() {}

    /// The results in the order of the items; the first failure is thrown once all have ended.
    static <T, R> List<R> all(List<T> items, Function<T, R> work) {
        var running = new ArrayList<Future<R>>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            items.forEach(item -> running.add(threads.submit(() -> work.apply(item))));
            var results = new ArrayList<R>();
            for (var each : running) {
                results.add(each.get());
            }
            return results;
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException known
                    ? known
                    : new SoukException(ErrorCode.INTERNAL, "a record could not be read", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SoukException(ErrorCode.UNAVAILABLE, "interrupted", e);
        }
    }
}
