package souk.gateway.store;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import souk.core.merkle.ObjectTree;
import souk.core.merkle.Span;
import souk.core.merkle.SpanRoot;
import souk.core.value.Digest;
import souk.sql.Row;
import souk.sql.Session;
import souk.sql.Sqlite;

/// The hashes that prove ranges of objects.
public final class Spans {
    private final Sqlite database;

    Spans(Sqlite database) {
        this.database = database;
    }

    /// The spans of an object that has a root, in order; none when it is gone.
    public List<SpanRoot> of(ObjectVersion object) {
        if (object.size() == 0) {
            return List.of();
        }
        var root = object.root().orElseThrow();
        var kept = database.read(session -> session.list(
                "SELECT length, root FROM span WHERE object = ? ORDER BY number", Spans::span, object.id()));
        // Nothing is told of the only span of an object, so that what stands for its root does not matter.
        return kept.isEmpty() && object.size() <= Span.CHUNK_BYTES ? List.of(new SpanRoot(object.size(), root)) : kept;
    }

    /// The roots of a span's chunks; empty when the object is gone.
    ///
    /// @param index among those of [#of]
    public Optional<byte[]> chunks(ObjectVersion object, int index) {
        return database.read(session -> session.first(
                "SELECT chunks FROM span WHERE object = ? ORDER BY number LIMIT 1 OFFSET ?",
                row -> row.bytes("chunks"),
                object.id(),
                index));
    }

    /// Keeps the hashes of an object written at once.
    static void add(Session session, ObjectVersion object, Span span) {
        if (span.length() > Span.CHUNK_BYTES) {
            session.update(
                    "INSERT INTO span(object, number, length, root, chunks) VALUES (?, 1, ?, ?, ?)",
                    object.id(),
                    span.length(),
                    span.root().bytes(),
                    span.chunks());
        }
    }

    /// The root of an object made of parts; empty when one of them is from before roots were kept.
    static Optional<Digest> rootOfParts(Session session, String upload, List<Part> chosen) {
        List<SpanRoot> spans = new ArrayList<>();
        for (var part : chosen) {
            if (part.size() > 0) {
                var root = session.first(
                                "SELECT root FROM part WHERE upload = ? AND number = ?",
                                row -> row.optionalBytes("root"),
                                upload,
                                part.number())
                        .flatMap(found -> found);
                if (root.isEmpty()) {
                    return Optional.empty();
                }
                spans.add(new SpanRoot(part.size(), Digest.of(root.get())));
            }
        }
        return Optional.of(ObjectTree.root(spans));
    }

    /// Keeps the hashes of the parts an object is made of; parts without bytes are no spans.
    static void takeParts(Session session, ObjectVersion object, String upload, List<Part> chosen) {
        for (var part : chosen) {
            session.update("""
                    INSERT INTO span(object, number, length, root, chunks)
                    SELECT ?, number, size, root, chunks FROM part WHERE upload = ? AND number = ? AND size > 0
                    """, object.id(), upload, part.number());
        }
    }

    private static SpanRoot span(Row row) {
        return new SpanRoot(row.number("length"), Digest.of(row.bytes("root")));
    }
}
