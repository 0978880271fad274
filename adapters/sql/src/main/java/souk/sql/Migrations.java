package souk.sql;

import java.util.List;

/// The schema's version, kept in the file's own `user_version`, and the scripts that raise it.
final class Migrations {
    private Migrations() {}

    static void apply(Session session, List<String> migrations) {
        requireKnown(version(session), migrations);
        for (var next = version(session) + 1; next <= migrations.size(); next++) {
            applyOne(session, migrations, next);
        }
    }

    /// Raises the schema inside a transaction, if it is lower.
    static void raise(Session session, List<String> migrations, int version) {
        requireKnown(version, migrations);
        for (var next = version(session) + 1; next <= version; next++) {
            session.control(migrations.get(next - 1));
            session.control("PRAGMA user_version=" + next);
        }
    }

    private static void requireKnown(int version, List<String> migrations) {
        if (version > migrations.size()) {
            throw new IllegalStateException(
                    "schema version " + version + " is newer than this program knows: " + migrations.size());
        }
    }

    static int version(Session session) {
        return session.first("SELECT user_version AS version FROM pragma_user_version", row -> row.number("version"))
                .map(Math::toIntExact)
                .orElse(0);
    }

    private static void applyOne(Session session, List<String> migrations, int version) {
        session.control("BEGIN IMMEDIATE");
        try {
            raise(session, migrations, version);
            session.control("COMMIT");
        } catch (RuntimeException e) {
            session.control("ROLLBACK");
            throw e;
        }
    }
}
