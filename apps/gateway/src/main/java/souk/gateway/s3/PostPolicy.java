package souk.gateway.s3;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import souk.core.error.SoukException;
import souk.core.json.Json;
import souk.core.json.JsonArray;
import souk.core.json.JsonObject;

/// What the account that signed a form lets its bearer send.
///
/// @param minSize of the file, in bytes
/// @param maxSize of the file, in bytes
record PostPolicy(Instant expiration, List<Condition> conditions, long minSize, long maxSize) {
    /// Fields that are sent without being asked for.
    private static final Set<String> FREE = Set.of("policy", "signature", "awsaccesskeyid", "x-amz-signature", "file");

    private static final List<String> FREE_PREFIXES = List.of("x-ignore-", "x-amz-checksum-");

    PostPolicy {
        conditions = List.copyOf(conditions);
    }

    /// What a field must be.
    ///
    /// @param field in lower case
    /// @param prefix true if the value need only begin so
    record Condition(String field, String value, boolean prefix) {
        boolean holds(Map<String, String> fields) {
            // A field that may be anything may be missing.
            var actual = fields.getOrDefault(field, "");
            if (!prefix) {
                return actual.equals(value);
            }
            // A list of types is right when each of them is.
            return field.equals("content-type")
                    ? Arrays.stream(actual.split(",", -1))
                            .allMatch(each -> each.strip().startsWith(value))
                    : actual.startsWith(value);
        }
    }

    /// @param base64 as it was sent
    /// @throws S3Exception `InvalidPolicyDocument`
    static PostPolicy parse(String base64) {
        try {
            var text = new String(Base64.getMimeDecoder().decode(base64), StandardCharsets.UTF_8);
            if (!(Json.parse(text) instanceof JsonObject root)) {
                throw invalid("Invalid JSON.");
            }
            return parse(root);
        } catch (SoukException | IllegalArgumentException | DateTimeException e) {
            throw invalid("Invalid JSON.");
        }
    }

    /// Whether the form keeps to it; the file's size is for its reader to judge.
    ///
    /// @param fields by lower-case name, with the bucket
    /// @throws S3Exception `AccessDenied`
    void require(Map<String, String> fields, Instant now) {
        if (!now.isBefore(expiration)) {
            throw denied("Policy expired.");
        }
        for (var condition : conditions) {
            if (!condition.holds(fields)) {
                throw denied("Policy Condition failed: [\"" + (condition.prefix() ? "starts-with" : "eq") + "\", \"$"
                        + condition.field() + "\", \"" + condition.value() + "\"]");
            }
        }
        for (var field : fields.keySet()) {
            if (!isFree(field)
                    && conditions.stream().noneMatch(each -> each.field().equals(field))) {
                throw denied("Extra input fields: " + field);
            }
        }
    }

    private static boolean isFree(String field) {
        return FREE.contains(field) || FREE_PREFIXES.stream().anyMatch(field::startsWith);
    }

    private static PostPolicy parse(JsonObject root) {
        if (!root.has("expiration") || !root.has("conditions")) {
            throw invalid("Policy document must specify expiration and conditions.");
        }
        var expiration = Instant.parse(root.text("expiration"));
        var conditions = new ArrayList<Condition>();
        var min = 0L;
        var max = BodyIntake.MAX_BYTES;
        for (var each : root.array("conditions").values()) {
            if (each instanceof JsonArray(var parts) && isRange(parts)) {
                min = size(parts, 1);
                max = size(parts, 2);
            } else {
                conditions.addAll(conditions(each));
            }
        }
        return new PostPolicy(expiration, conditions, min, max);
    }

    private static List<Condition> conditions(Json json) {
        return switch (json) {
            case JsonObject(var members)
            when !members.isEmpty() ->
                members.entrySet().stream()
                        .map(member ->
                                new Condition(member.getKey().toLowerCase(Locale.ROOT), text(member.getValue()), false))
                        .toList();
            case JsonArray(var parts)
            when parts.size() == 3 && text(parts.get(1)).startsWith("$") ->
                List.of(new Condition(
                        text(parts.get(1)).substring(1).toLowerCase(Locale.ROOT),
                        text(parts.get(2)),
                        isPrefix(text(parts.getFirst()))));
            default -> throw invalid("Invalid condition.");
        };
    }

    private static boolean isPrefix(String operator) {
        return switch (operator.toLowerCase(Locale.ROOT)) {
            case "starts-with" -> true;
            case "eq" -> false;
            default -> throw invalid("Invalid condition.");
        };
    }

    private static boolean isRange(List<Json> parts) {
        return !parts.isEmpty() && text(parts.getFirst()).equalsIgnoreCase("content-length-range");
    }

    private static long size(List<Json> range, int index) {
        if (range.size() != 3) {
            throw invalid("content-length-range takes two sizes.");
        }
        var size = Long.parseLong(text(range.get(index)));
        if (size < 0) {
            throw invalid("content-length-range takes two sizes.");
        }
        return size;
    }

    private static String text(Json json) {
        return switch (json) {
            case Json.Text(var value) -> value;
            case Json.Number number -> number.toString();
            case Json.Flag(var value) -> Boolean.toString(value);
            default -> throw invalid("Invalid condition.");
        };
    }

    private static S3Exception invalid(String detail) {
        return new S3Exception(S3Error.InvalidPolicyDocument, "Invalid Policy: " + detail);
    }

    private static S3Exception denied(String detail) {
        return new S3Exception(S3Error.AccessDenied, "Invalid according to Policy: " + detail);
    }
}
