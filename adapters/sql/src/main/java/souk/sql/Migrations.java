package souk.sql;

import java.util.List;

/// The schema's version, kept in the file's own `user_version`, and the scripts that raise it.
final class Migrations {
    private Migrations() {}

    static void apply(Session session, List<String> migrations) {
        var current = version(session);
        if (current > migrations.size()) {
            throw new IllegalStateException(
                    "schema version " + current + " is newer than this program knows: " + migrations.size());
        }
        for (var next = current + 1; next <= migrations.size(); next++) {
            applyOne(session, migrations.get(next - 1), next);
        }
    }

    private static int version(Session session) {
        return session.first("SELECT user_version AS version FROM pragma_user_version", row -> row.number("version"))
                .map(Math::toIntExact)
                .orElse(0);
    }

    private static void applyOne(Session session, String script, int version) {
        session.script("BEGIN IMMEDIATE");
        try {
            session.script(script);
            session.script("PRAGMA user_version=" + version);
            session.script("COMMIT");
        } catch (RuntimeException e) {
            session.script("ROLLBACK");
            throw e;
        }
    }
}
