package souk.core.value;

import souk.core.error.ErrorCode;
import souk.core.error.SoukException;

/// Where a provider says it is, e.g. `eu-west-1`.
///
/// @param code 1 to 32 lower-case letters, digits and hyphens
public record Region(String code) {
    public Region {
        if (!code.matches("[a-z0-9-]{1,32}")) {
            throw new SoukException(ErrorCode.BAD_REQUEST, "a region is 1 to 32 of a-z, 0-9 and '-'");
        }
    }

    @Override
    public String toString() {
        return code;
    }
}
