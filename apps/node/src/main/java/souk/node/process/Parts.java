package souk.node.process;

import java.util.ArrayList;
import java.util.List;

/// What was opened, to be closed in the reverse order; one that fails does not keep the others open.
public final class Parts implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Parts.class.getName());

    private final List<AutoCloseable> open = new ArrayList<>();

    /// Remembers the part and gives it back.
    public synchronized <C extends AutoCloseable> C keep(C part) {
        open.add(part);
        return part;
    }

    @Override
    public synchronized void close() {
        for (var part : open.reversed()) {
            try {
                part.close();
            } catch (Exception e) {
                LOG.log(
                        System.Logger.Level.WARNING,
                        "part.close part=" + part.getClass().getSimpleName(),
                        e);
            }
        }
        open.clear();
    }
}
