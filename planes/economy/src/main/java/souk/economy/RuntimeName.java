package souk.economy;

import souk.core.error.ErrorCode;
import souk.core.error.SoukException;

/// What a provider can run.
///
/// @param name 1 to 32 lower-case letters, digits and hyphens, e.g. `wasm`
public record RuntimeName(String name) implements Comparable<RuntimeName> {
    /// WASI preview 1 modules.
    public static final RuntimeName WASM = new RuntimeName("wasm");

    public RuntimeName {
        if (!name.matches("[a-z0-9-]{1,32}")) {
            throw new SoukException(ErrorCode.BAD_REQUEST, "a runtime is 1 to 32 of a-z, 0-9 and '-'");
        }
    }

    @Override
    public int compareTo(RuntimeName other) {
        return name.compareTo(other.name);
    }

    @Override
    public String toString() {
        return name;
    }
}
