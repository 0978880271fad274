package souk.gateway.work;

import java.util.Optional;
import java.util.OptionalInt;
import souk.core.service.ServiceTerms;

/// What a consumer asks for beyond its Compose file.
///
/// @param where what must hold of the offer too, in CEL; blank for nothing
/// @param maxDeviation from the base price, in hundredths of a percent; empty for what the file says
/// @param service levels that both parties sign, if any
public record Wishes(String where, OptionalInt maxDeviation, Optional<ServiceTerms> service) {
    /// Nothing beyond the file.
    public static final Wishes NONE = new Wishes("", OptionalInt.empty(), Optional.empty());
}
