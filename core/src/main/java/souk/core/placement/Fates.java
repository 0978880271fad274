package souk.core.placement;

import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.Set;
import souk.core.value.Address;

/// What shards of one segment must not have in common, since it fails as one.
///
/// @param countries whether two shards may not be in one country either
/// @param sharedNetworks whether providers in one network count as apart: only for a market on one machine, where all
///     of them are
public record Fates(boolean countries, boolean sharedNetworks) {
    /// A /24 of IPv4 is what one customer usually gets.
    private static final int V4_BYTES = 3;
    /// A /48 of IPv6 is what one site gets.
    private static final int V6_BYTES = 6;

    /// What a provider shares with others.
    ///
    /// @param operator who runs it
    /// @param network as [#network] names it
    /// @param country ISO 3166-1 code; empty when unknown, and then like any other country
    public Set<String> of(Address operator, String network, String country) {
        var fates = new LinkedHashSet<String>();
        fates.add("operator " + operator.hex());
        if (!sharedNetworks) {
            fates.add("network " + network);
        }
        if (countries) {
            fates.add("country " + country);
        }
        return fates;
    }

    /// The part of an address that machines which fail together share.
    ///
    /// @param address 4 or 16 bytes
    public static String network(byte[] address) {
        return HexFormat.ofDelimiter(".").formatHex(address, 0, address.length == 4 ? V4_BYTES : V6_BYTES);
    }
}
