package souk.ledger;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;
import souk.core.json.JsonObject;

/// The records of [LedgerEvent] by name.
final class EventKinds {
    private static final Map<String, Class<?>> BY_NAME = Arrays.stream(LedgerEvent.class.getPermittedSubclasses())
            .collect(Collectors.toUnmodifiableMap(Class::getSimpleName, Function.identity()));

    private EventKinds() {}

    static LedgerEvent read(String kind, JsonObject json) {
        var type = Optional.ofNullable(BY_NAME.get(kind))
                .orElseThrow(() -> new SoukException(ErrorCode.BAD_JSON, "no ledger event is called " + kind));
        return (LedgerEvent) RecordJson.read(type.asSubclass(Record.class), json);
    }
}
