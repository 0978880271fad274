package souk.gateway;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import souk.core.error.SoukException;

/// What goes on beside the requests: steps that repeat until the gateway stops.
final class Background implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Background.class.getName());

    private final CountDownLatch stopping = new CountDownLatch(1);
    private final List<Thread> threads = new ArrayList<>();

    /// A step.
    @FunctionalInterface
    interface Step {
        /// @return whether to go on
        boolean run();
    }

    /// Runs the step again and again, with a pause between two.
    void repeat(String name, Duration pause, Step step) {
        threads.add(Thread.ofVirtual().name(name).start(() -> {
            try {
                boolean more = true;
                while (more) {
                    more = attempt(name, step) && !stopping.await(pause.toMillis(), TimeUnit.MILLISECONDS);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }));
    }

    /// A step that fails is tried again.
    private boolean attempt(String name, Step step) {
        try {
            return step.run();
        } catch (SoukException e) {
            LOG.log(System.Logger.Level.INFO, "{0}.waits code={1} reason={2}", name, e.code(), e.getMessage());
        } catch (RuntimeException e) {
            // The last line of defence: one bad round must not end all that follow.
            if (stopping.getCount() > 0) {
                LOG.log(System.Logger.Level.ERROR, name + ".fault", e);
            }
        }
        return true;
    }

    @Override
    public void close() {
        stopping.countDown();
        threads.forEach(Thread::interrupt);
    }
}
