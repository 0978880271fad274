package souk.availability;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;

/// Asks many parties at once, each on a virtual thread, and hears the answers as they come.
final class Parallel {
    private Parallel() {}

    sealed interface Result<T> {}

    record Done<T>(T value) implements Result<T> {}

    record Failed<T>(String reason) implements Result<T> {}

    /// Hears one answer.
    interface Listener<T> {
        /// @return whether enough was heard
        boolean heard(int index, Result<T> result);
    }

    private record Answer<T>(int index, Result<T> result) {}

    /// Runs all calls. The listener is called on this thread, once for each call that ended in time, until
    /// it has heard enough; calls still running then are interrupted and not waited for.
    static <T> void run(List<? extends Callable<T>> calls, Duration patience, Listener<T> listener) {
        run(calls, patience, Duration.ZERO, listener);
    }

    /// Runs all calls, and once the listener has heard enough, waits this much longer for the others: so
    /// those that are only a little slower get theirs too, and those that hang delay nobody.
    static <T> void run(List<? extends Callable<T>> calls, Duration patience, Duration grace, Listener<T> listener) {
        var answers = new LinkedBlockingQueue<Answer<T>>();
        long deadline = System.nanoTime() + patience.toNanos();
        var threads = new java.util.ArrayList<Thread>();
        for (int i = 0; i < calls.size(); i++) {
            int index = i;
            threads.add(Thread.ofVirtual().start(() -> answers.add(new Answer<>(index, result(calls.get(index))))));
        }
        try {
            for (int heard = 0; heard < calls.size(); heard++) {
                var answer = answers.poll(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
                if (answer == null) {
                    return;
                }
                if (listener.heard(answer.index(), answer.result())) {
                    if (grace.isZero()) {
                        return;
                    }
                    deadline = Math.min(deadline, System.nanoTime() + grace.toNanos());
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SoukException(ErrorCode.UNAVAILABLE, "interrupted", e);
        } finally {
            threads.forEach(Thread::interrupt);
        }
    }

    /// Whatever a party's answer breaks is that party's failure, not ours.
    private static <T> Result<T> result(Callable<T> call) {
        try {
            return new Done<>(call.call());
        } catch (SoukException e) {
            return new Failed<>(e.code() + " " + e.getMessage());
        } catch (Exception e) {
            return new Failed<>(e.toString());
        }
    }
}
