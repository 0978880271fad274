package souk.gateway.store;

import java.util.Optional;
import java.util.regex.Pattern;

/// A bucket's name, unique over all tenants.
///
/// @param value 3 to 63 of lower-case letters, digits, dots and hyphens, as S3 has it
public record BucketName(String value) {
    private static final Pattern SHAPE = Pattern.compile("[a-z0-9](?:[a-z0-9-]|\\.(?!\\.)){1,61}[a-z0-9]");
    private static final Pattern ADDRESS = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}");

    public BucketName {
        if (!isValid(value)) {
            throw new IllegalArgumentException("not a bucket name");
        }
    }

    /// The name, if the text is one.
    public static Optional<BucketName> parse(String text) {
        return isValid(text) ? Optional.of(new BucketName(text)) : Optional.empty();
    }

    private static boolean isValid(String text) {
        return SHAPE.matcher(text).matches()
                && !ADDRESS.matcher(text).matches()
                && !text.startsWith("xn--")
                && !text.endsWith("-s3alias");
    }

    @Override
    public String toString() {
        return value;
    }
}
