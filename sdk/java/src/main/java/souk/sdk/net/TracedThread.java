package souk.sdk.net;

import souk.net.Trace;

/// Virtual threads that go on with the trace of who starts them: a scoped value ends at the border of a thread.
public final class TracedThread {
    private TracedThread() {}

    /// Starts a virtual thread within the running trace, if there is one.
    public static Thread start(Runnable task) {
        return Thread.startVirtualThread(within(task));
    }

    /// The same task, to be run within the trace that runs now.
    public static Runnable within(Runnable task) {
        return Trace.current()
                .<Runnable>map(trace -> () -> trace.call(() -> {
                    task.run();
                    return trace;
                }))
                .orElse(task);
    }
}
