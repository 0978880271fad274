package souk.trust.sigv4;

import java.util.Locale;

/// One header line as it was received or will be sent.
///
/// @param name in any case
/// @param value as on the wire, without the line end
public record Header(String name, String value) {
    String lowerCaseName() {
        return name.toLowerCase(Locale.ROOT);
    }
}
