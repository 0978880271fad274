package souk.node.process;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import souk.core.error.SoukException;
import souk.evm.EvmChain;
import souk.ledger.EventCursor;
import souk.ledger.EventPage;
import souk.ledger.Finality;
import souk.ledger.LedgerEntry;

/// One reader of the ledger's events for all nodes of a process. Each listener gets every event since the
/// market was
/// deployed, in order and on one thread: state made of events needs no store of its own.
///
/// After a reorganisation the listeners start over from nothing. What was lost usually comes back within a few
/// blocks,
/// since whoever sent it sends it again.
public final class LedgerFeed implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(500);
    private static final int PAGE = 500;
    private static final System.Logger LOG = System.getLogger(LedgerFeed.class.getName());

    /// Hears of events.
    public interface Listener {
        /// The next event.
        void on(LedgerEntry entry);

        /// Forget everything: the ledger's history changed and is told anew.
        default void reset() {}
    }

    /// Reads a page of events.
    @FunctionalInterface
    public interface Source {
        EventPage events(EventCursor after, Finality finality, int limit);
    }

    private final Source source;
    private final EvmChain chain;
    private final List<LedgerEntry> history = new ArrayList<>();
    private final List<Listener> listeners = new CopyOnWriteArrayList<>();
    private final Thread thread;
    private EventCursor cursor = EventCursor.START;
    private volatile boolean closed;

    public LedgerFeed(Source source, EvmChain chain) {
        this.source = source;
        this.chain = chain;
        this.thread = Thread.ofPlatform().daemon().name("ledger-feed").start(this::follow);
    }

    /// Tells the listener what has happened so far, then whatever follows.
    public void add(Listener listener) {
        synchronized (history) {
            history.forEach(entry -> tell(listener, entry));
            listeners.add(listener);
        }
    }

    public void remove(Listener listener) {
        listeners.remove(listener);
    }

    /// All events so far for which the test holds.
    public List<LedgerEntry> history(java.util.function.Predicate<LedgerEntry> test) {
        synchronized (history) {
            return history.stream().filter(test).toList();
        }
    }

    private void follow() {
        while (!closed) {
            try {
                long seen = chain.head().number();
                while (readPage()) {
                    if (closed) {
                        return;
                    }
                }
                chain.awaitBlockAbove(seen, POLL);
            } catch (SoukException e) {
                LOG.log(System.Logger.Level.INFO, "feed.waiting reason={0}", e.getMessage());
                pause();
            }
        }
    }

    private boolean readPage() {
        var page = source.events(cursor, Finality.INCLUDED, PAGE);
        synchronized (history) {
            if (page.rolledBackTo().isPresent()) {
                LOG.log(
                        System.Logger.Level.WARNING,
                        "feed.rolledback block={0}",
                        page.rolledBackTo().getAsLong());
                history.clear();
                listeners.forEach(Listener::reset);
                cursor = new EventCursor(page.next().rollbacks(), 0, -1);
                return true;
            }
            cursor = page.next();
            for (var entry : page.entries()) {
                history.add(entry);
                listeners.forEach(listener -> tell(listener, entry));
            }
        }
        return page.entries().size() == PAGE;
    }

    /// One listener's failure must not keep the others from hearing.
    private static void tell(Listener listener, LedgerEntry entry) {
        try {
            listener.on(entry);
        } catch (RuntimeException e) {
            LOG.log(
                    System.Logger.Level.ERROR,
                    "feed.listener event=" + entry.event().kind(),
                    e);
        }
    }

    private static void pause() {
        try {
            Thread.sleep(POLL);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
    }
}
