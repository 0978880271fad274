package souk.node;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import souk.node.process.Role;

/// Keeps one node in the state its operator wants: running, or stopped while a marker file exists.
final class HostedNode implements AutoCloseable {
    private static final Duration LOOK = Duration.ofMillis(200);
    private static final Duration RETRY = Duration.ofSeconds(2);
    private static final System.Logger LOG = System.getLogger(HostedNode.class.getName());

    private final String name;
    private final Path marker;
    private final Supplier<Role> role;
    private final Thread thread;
    private volatile String status = "starting";
    private volatile boolean closed;

    /// @param role makes the node anew for each start
    HostedNode(String name, Path marker, Supplier<Role> role) {
        this.name = name;
        this.marker = marker;
        this.role = role;
        this.thread = Thread.ofVirtual().name("node-" + name).start(this::run);
    }

    String name() {
        return name;
    }

    /// `starting`, `ready` or `stopped`.
    String status() {
        return status;
    }

    private void run() {
        Optional<Role> running = Optional.empty();
        while (!closed) {
            boolean wanted = Files.notExists(marker);
            if (wanted && running.isEmpty()) {
                running = start();
            } else if (!wanted && running.isPresent()) {
                running.get().close();
                running = Optional.empty();
                LOG.log(System.Logger.Level.INFO, "node.stopped name={0}", name);
            }
            status = running.isPresent() ? "ready" : wanted ? "starting" : "stopped";
            pause(wanted && running.isEmpty() ? RETRY : LOOK);
        }
        running.ifPresent(Role::close);
    }

    private Optional<Role> start() {
        var made = role.get();
        try {
            made.start();
            LOG.log(System.Logger.Level.INFO, "node.ready name={0}", name);
            return Optional.of(made);
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.WARNING, "node.failed name=" + name, e);
            made.close();
            return Optional.empty();
        }
    }

    private void pause(Duration time) {
        try {
            Thread.sleep(time);
        } catch (InterruptedException e) {
            // Woken to close.
            Thread.currentThread().interrupt();
        }
        if (closed) {
            Thread.interrupted();
        }
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        try {
            thread.join(Duration.ofSeconds(15));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
