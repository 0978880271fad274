package souk.availability;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// Heads for as long as the process lives.
public final class InMemoryHeadStore implements HeadStore {
    private record Kept(RecordHead head, Instant expiresAt) {}

    private final Map<String, Kept> heads = new ConcurrentHashMap<>();

    @Override
    public Optional<RecordHead> find(String owner) {
        return Optional.ofNullable(heads.get(owner)).map(Kept::head);
    }

    @Override
    public void put(RecordHead head, Instant expiresAt) {
        heads.put(head.owner(), new Kept(head, expiresAt));
    }

    @Override
    public long count() {
        return heads.size();
    }

    @Override
    public void expire(Instant now) {
        heads.values().removeIf(kept -> !kept.expiresAt().isAfter(now));
    }
}
