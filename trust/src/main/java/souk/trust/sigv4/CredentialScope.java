package souk.trust.sigv4;

import java.util.Optional;
import java.util.regex.Pattern;

/// Where and when a derived signing key is good: one day, one region, one service.
///
/// @param date `yyyyMMdd`, UTC
/// @param region for example `us-east-1`
/// @param service `s3` for object storage
public record CredentialScope(String date, String region, String service) {
    private static final String TERMINATOR = "aws4_request";
    private static final Pattern DATE = Pattern.compile("\\d{8}");

    public CredentialScope {
        if (!DATE.matcher(date).matches() || region.isEmpty() || service.isEmpty()) {
            throw new IllegalArgumentException("malformed credential scope");
        }
    }

    /// Parses what follows the access key in a credential: `date/region/service/aws4_request`.
    static Optional<CredentialScope> parse(String text) {
        var parts = text.split("/", -1);
        if (parts.length != 4 || !parts[3].equals(TERMINATOR)) {
            return Optional.empty();
        }
        try {
            return Optional.of(new CredentialScope(parts[0], parts[1], parts[2]));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    @Override
    public String toString() {
        return date + "/" + region + "/" + service + "/" + TERMINATOR;
    }
}
