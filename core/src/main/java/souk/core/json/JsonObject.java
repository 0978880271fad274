package souk.core.json;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;

/// A JSON object. The typed readers throw `BAD_JSON` naming the member when it is missing or of another type.
public record JsonObject(Map<String, Json> members) implements Json {
    public JsonObject {
        members = Collections.unmodifiableMap(new LinkedHashMap<>(members));
    }

    /// The member called `name`, if there is one that is not null.
    public Optional<Json> get(String name) {
        return Optional.ofNullable(members.get(name)).filter(value -> !(value instanceof Null));
    }

    public boolean has(String name) {
        return get(name).isPresent();
    }

    public String text(String name) {
        return member(name) instanceof Text(String value) ? value : wrong(name, "a string");
    }

    public Optional<String> optionalText(String name) {
        return get(name).map(value -> text(name));
    }

    /// An integer within ±(2^53 − 1).
    public long integer(String name) {
        if (member(name) instanceof Number(double value)
                && value == Math.rint(value)
                && Math.abs(value) <= MAX_SAFE_INTEGER) {
            return (long) value;
        }
        return wrong(name, "an integer");
    }

    public long integer(String name, long otherwise) {
        return has(name) ? integer(name) : otherwise;
    }

    /// A decimal string that holds an integer of any size: how amounts travel.
    public BigInteger amount(String name) {
        return parseAmount(name, text(name));
    }

    public List<BigInteger> amounts(String name) {
        var result = new ArrayList<BigInteger>();
        for (String value : array(name).texts()) {
            result.add(parseAmount(name, value));
        }
        return List.copyOf(result);
    }

    public boolean flag(String name) {
        return member(name) instanceof Flag(boolean value) ? value : wrong(name, "true or false");
    }

    public boolean flag(String name, boolean otherwise) {
        return has(name) ? flag(name) : otherwise;
    }

    public JsonObject object(String name) {
        return require(member(name), name);
    }

    public JsonArray array(String name) {
        return member(name) instanceof JsonArray value ? value : wrong(name, "an array");
    }

    private Json member(String name) {
        return get(name).orElseThrow(() -> new SoukException(ErrorCode.BAD_JSON, "member '" + name + "' is missing"));
    }

    static JsonObject require(Json value, String what) {
        return value instanceof JsonObject object ? object : wrong(what, "an object");
    }

    static <T> T wrong(String name, String expected) {
        throw new SoukException(ErrorCode.BAD_JSON, "'" + name + "' must be " + expected);
    }

    private static BigInteger parseAmount(String name, String text) {
        if (text.length() > MAX_AMOUNT_DIGITS || !text.matches("-?(0|[1-9][0-9]*)")) {
            return wrong(name, "a decimal integer in a string");
        }
        return new BigInteger(text);
    }

    /// 2^256 has 78 digits; nothing larger is an amount.
    private static final int MAX_AMOUNT_DIGITS = 79;

    @Override
    public String toString() {
        return CanonicalJson.write(this);
    }

    /// Collects members; a repeated name replaces the earlier value.
    public static final class Builder {
        private final Map<String, Json> members = new LinkedHashMap<>();

        Builder() {}

        public Builder put(String name, Json value) {
            members.put(name, value);
            return this;
        }

        public Builder put(String name, String value) {
            return put(name, new Text(value));
        }

        /// An integer within ±(2^53 − 1); larger ones go in as [#amount].
        public Builder put(String name, long value) {
            if (Math.abs(value) > MAX_SAFE_INTEGER) {
                throw new IllegalArgumentException(name + " is beyond 2^53 - 1: use amount()");
            }
            return put(name, new Number(value));
        }

        public Builder put(String name, boolean value) {
            return put(name, new Flag(value));
        }

        public Builder amount(String name, BigInteger value) {
            return put(name, value.toString());
        }

        public Builder amounts(String name, List<BigInteger> values) {
            return put(
                    name, Json.texts(values.stream().map(BigInteger::toString).toList()));
        }

        public Builder put(String name, Optional<String> value) {
            value.ifPresent(text -> put(name, text));
            return this;
        }

        public JsonObject build() {
            return new JsonObject(members);
        }
    }
}
