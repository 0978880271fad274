package souk.ledger;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;
import souk.core.json.Json;
import souk.core.json.JsonObject;
import souk.core.service.Reading;
import souk.core.value.Address;
import souk.core.value.Digest;
import souk.core.value.LeaseId;

/// Writes and reads flat records of the words of this package: one rule for some thirty events instead of
/// thirty pairs
/// of methods that differ in names only. Amounts are decimal strings, times unix seconds, durations seconds,
/// enums
/// their
/// names.
final class RecordJson {
    private RecordJson() {}

    static JsonObject write(Record value) {
        var json = Json.object();
        for (var component : value.getClass().getRecordComponents()) {
            write(json, component.getName(), valueOf(component, value));
        }
        return json.build();
    }

    static <T extends Record> T read(Class<T> type, JsonObject json) {
        var components = type.getRecordComponents();
        var types = Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
        var values = Arrays.stream(components)
                .map(component -> read(json, component.getName(), component.getType()))
                .toArray();
        try {
            return type.getDeclaredConstructor(types).newInstance(values);
        } catch (InvocationTargetException e) {
            throw new SoukException(ErrorCode.BAD_JSON, "not a " + type.getSimpleName(), e);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("a record has its canonical constructor", e);
        }
    }

    private static void write(JsonObject.Builder json, String name, Object value) {
        switch (value) {
            case BigInteger amount -> json.amount(name, amount);
            case Long number -> json.put(name, number);
            case Integer number -> json.put(name, number);
            case Boolean flag -> json.put(name, flag);
            case Instant time -> json.put(name, time.getEpochSecond());
            case Duration duration -> json.put(name, duration.toSeconds());
            case Enum<?> constant -> json.put(name, constant.name());
            default -> json.put(name, value.toString());
        }
    }

    private static Object read(JsonObject json, String name, Class<?> type) {
        return switch (type.getSimpleName()) {
            case "BigInteger" -> json.amount(name);
            case "long" -> json.integer(name);
            case "int" -> Math.toIntExact(json.integer(name));
            case "boolean" -> json.flag(name);
            case "Instant" -> Instant.ofEpochSecond(json.integer(name));
            case "Duration" -> Duration.ofSeconds(json.integer(name));
            case "String" -> json.text(name);
            case "Address" -> new Address(json.text(name));
            case "Digest" -> new Digest(json.text(name));
            case "LeaseId" -> new LeaseId(json.text(name));
            case "Reading" -> Reading.parse(json.text(name));
            default -> constant(type, json.text(name));
        };
    }

    private static Object constant(Class<?> type, String name) {
        if (!type.isEnum()) {
            throw new IllegalStateException(type + " has no JSON form here");
        }
        return Arrays.stream(type.getEnumConstants())
                .filter(constant -> ((Enum<?>) constant).name().equals(name))
                .findFirst()
                .orElseThrow(() -> new SoukException(ErrorCode.BAD_JSON, name + " is no " + type.getSimpleName()));
    }

    private static Object valueOf(RecordComponent component, Record value) {
        try {
            return component.getAccessor().invoke(value);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("a record has its accessors", e);
        }
    }
}
