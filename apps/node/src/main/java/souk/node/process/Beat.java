package souk.node.process;

import java.time.Duration;

/// Does something again and again on a virtual thread, with a pause in between. A failure is logged and tried
/// again.
public final class Beat implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Beat.class.getName());
    private static final Duration CLOSE = Duration.ofSeconds(10);

    private final String name;
    private final Duration pause;
    private final Runnable work;
    private final Thread thread;
    private volatile boolean closed;

    public Beat(String name, Duration pause, Runnable work) {
        this.name = name;
        this.pause = pause;
        this.work = work;
        this.thread = Thread.ofVirtual().name(name).start(this::run);
    }

    private void run() {
        while (!closed) {
            try {
                Thread.sleep(pause);
                work.run();
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException e) {
                if (!closed) {
                    LOG.log(System.Logger.Level.WARNING, "beat.failed name=" + name, e);
                }
            }
        }
    }

    /// Waits for the work under way.
    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        try {
            thread.join(CLOSE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
