package souk.gateway.access;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import souk.core.error.SoukException;
import souk.core.json.Json;
import souk.core.json.JsonArray;
import souk.core.json.JsonObject;

/// Reads policy documents strictly: what is not understood is refused, since it might have been a restriction.
final class PolicyParser {
    private static final String ARN = "arn:aws:s3:::";
    private static final Set<String> MEMBERS = Set.of("Version", "Id", "Statement");
    private static final Set<String> STATEMENT_MEMBERS = Set.of(
            "Sid",
            "Effect",
            "Principal",
            "NotPrincipal",
            "Action",
            "NotAction",
            "Resource",
            "NotResource",
            "Condition");
    private static final Set<String> VERSIONS = Set.of("2012-10-17", "2008-10-17");

    private final String bucket;

    private PolicyParser(String bucket) {
        this.bucket = bucket;
    }

    static Policy parse(String document, String bucket) {
        return new PolicyParser(bucket).policy(root(document));
    }

    private static JsonObject root(String document) {
        try {
            if (Json.parse(document) instanceof JsonObject root) {
                return root;
            }
        } catch (SoukException e) {
            throw malformed("Policies must be valid JSON and the first byte must be '{'");
        }
        throw malformed("Policies must be valid JSON and the first byte must be '{'");
    }

    private Policy policy(JsonObject root) {
        requireKnown(root, MEMBERS);
        root.get("Version").ifPresent(version -> {
            if (!VERSIONS.contains(text(version))) {
                throw malformed("The policy must contain a valid version string");
            }
        });
        var statements = root.get("Statement").orElseThrow(() -> malformed("Missing required field Statement"));
        var list = list(statements).stream().map(this::statement).toList();
        if (list.isEmpty()) {
            throw malformed("Could not parse the policy: Statement is empty!");
        }
        return new Policy(list);
    }

    private Statement statement(Json json) {
        var statement = object(json);
        requireKnown(statement, STATEMENT_MEMBERS);
        var effect = effect(statement);
        return new Statement(
                effect, principals(statement, effect), actions(statement), resources(statement), conditions(statement));
    }

    private static Statement.Effect effect(JsonObject statement) {
        return switch (statement.get("Effect").map(PolicyParser::text).orElse("")) {
            case "Allow" -> Statement.Effect.ALLOW;
            case "Deny" -> Statement.Effect.DENY;
            case "" -> throw malformed("Missing required field Effect");
            default -> throw malformed("Invalid effect");
        };
    }

    private static Principals principals(JsonObject statement, Statement.Effect effect) {
        var either = either(statement, "Principal");
        if (either.inverted() && effect == Statement.Effect.ALLOW) {
            throw malformed("Allow with NotPrincipal is not allowed.");
        }
        if (!(either.value() instanceof JsonObject kinds)) {
            if (text(either.value()).equals("*")) {
                return new Principals(List.of(new Principals.Pattern.Anyone()), either.inverted());
            }
            throw malformed("Invalid policy syntax.");
        }
        var patterns = new ArrayList<Principals.Pattern>();
        kinds.members()
                .forEach((kind, value) -> list(value).forEach(each -> patterns.add(principal(kind, text(each)))));
        if (patterns.isEmpty()) {
            throw malformed("Invalid principal in policy");
        }
        return new Principals(patterns, either.inverted());
    }

    private static Principals.Pattern principal(String kind, String text) {
        return switch (kind) {
            case "AWS", "CanonicalUser" -> Principals.parse(text);
            case "Service", "Federated" -> new Principals.Pattern.Nobody();
            default -> throw malformed("Invalid principal in policy");
        };
    }

    private static Statement.Patterns actions(JsonObject statement) {
        var either = either(statement, "Action");
        var actions = texts(either.value());
        for (var action : actions) {
            var name = action.toLowerCase(Locale.ROOT);
            if (!name.equals("*") && (!name.startsWith("s3:") || name.length() == 3)) {
                throw malformed("Policy has invalid action");
            }
        }
        return new Statement.Patterns(actions, either.inverted());
    }

    private Statement.Patterns resources(JsonObject statement) {
        var either = either(statement, "Resource");
        var resources = texts(either.value());
        for (var resource : resources) {
            if (!resource.equals("*") && !isOfBucket(resource)) {
                throw malformed("Policy has invalid resource");
            }
        }
        return new Statement.Patterns(resources, either.inverted());
    }

    private boolean isOfBucket(String resource) {
        if (!resource.startsWith(ARN)) {
            return false;
        }
        var path = resource.substring(ARN.length());
        var slash = path.indexOf('/');
        return Glob.matches(slash < 0 ? path : path.substring(0, slash), bucket);
    }

    private static List<Condition> conditions(JsonObject statement) {
        var conditions = new ArrayList<Condition>();
        var json = statement.get("Condition");
        if (json.isPresent()) {
            object(json.get())
                    .members()
                    .forEach((operator, keys) -> object(keys)
                            .members()
                            .forEach((key, wanted) -> conditions.add(condition(operator, key, texts(wanted)))));
        }
        return conditions;
    }

    private static Condition condition(String operator, String key, List<String> wanted) {
        var name = operator;
        var scope = Condition.Scope.ANY;
        if (name.startsWith("ForAllValues:")) {
            scope = Condition.Scope.ALL;
        }
        name = name.substring(name.indexOf(':') + 1);
        var ifExists = name.endsWith("IfExists");
        name = ifExists ? name.substring(0, name.length() - "IfExists".length()) : name;
        var known = Operator.named(name).orElseThrow(() -> malformed("Invalid Condition type : " + operator));
        return new Condition(known, scope, ifExists, key(key), wanted);
    }

    private static String key(String key) {
        var slash = key.indexOf('/');
        if (!key.contains(":")) {
            throw malformed("Policy has an invalid condition key");
        }
        return slash < 0
                ? key.toLowerCase(Locale.ROOT)
                : key.substring(0, slash).toLowerCase(Locale.ROOT) + key.substring(slash);
    }

    /// One of two members that exclude each other.
    private record Either(Json value, boolean inverted) {}

    private static Either either(JsonObject statement, String name) {
        Optional<Json> plain = statement.get(name);
        Optional<Json> inverted = statement.get("Not" + name);
        if (plain.isPresent() == inverted.isPresent()) {
            throw malformed(plain.isPresent() ? "Invalid policy syntax." : "Missing required field " + name);
        }
        return plain.map(value -> new Either(value, false)).orElseGet(() -> new Either(inverted.orElseThrow(), true));
    }

    private static void requireKnown(JsonObject object, Set<String> names) {
        object.members().keySet().stream()
                .filter(name -> !names.contains(name))
                .findFirst()
                .ifPresent(name -> {
                    throw malformed("Unknown field " + name);
                });
    }

    private static List<String> texts(Json json) {
        var texts = list(json).stream().map(PolicyParser::text).toList();
        if (texts.isEmpty()) {
            throw malformed("Invalid policy syntax.");
        }
        return texts;
    }

    private static List<Json> list(Json json) {
        return json instanceof JsonArray(var values) ? values : List.of(json);
    }

    private static JsonObject object(Json json) {
        if (json instanceof JsonObject object) {
            return object;
        }
        throw malformed("Invalid policy syntax.");
    }

    private static String text(Json json) {
        return switch (json) {
            case Json.Text(var value) -> value;
            case Json.Flag(var value) -> Boolean.toString(value);
            case Json.Number number -> number.toString();
            default -> throw malformed("Invalid policy syntax.");
        };
    }

    private static MalformedPolicyException malformed(String message) {
        return new MalformedPolicyException(message);
    }
}
