package souk.gateway.access;

import java.util.List;

/// A bucket's policy.
public record Policy(List<Statement> statements) {
    public Policy {
        statements = List.copyOf(statements);
    }

    /// What a policy says of a request.
    public enum Verdict {
        DENIES,
        ALLOWS,
        SILENT
    }

    /// Reads a policy of the bucket.
    ///
    /// @throws MalformedPolicyException when it is none
    public static Policy parse(String document, String bucket) {
        return PolicyParser.parse(document, bucket);
    }

    /// One denial outweighs all else.
    Verdict judge(AccessRequest request) {
        var verdict = Verdict.SILENT;
        for (var statement : statements) {
            if (!statement.covers(request)) {
                continue;
            }
            if (statement.effect() == Statement.Effect.DENY) {
                return Verdict.DENIES;
            }
            verdict = Verdict.ALLOWS;
        }
        return verdict;
    }

    /// Whether it lets in anyone without naming who or from where.
    public boolean isPublic() {
        return statements.stream().anyMatch(Statement::isPublic);
    }

    /// Whether it asks about the tags an object has.
    public boolean asksForObjectTags() {
        return statements.stream().anyMatch(Statement::asksForObjectTags);
    }
}
