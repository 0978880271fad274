package souk.gateway.s3;

import java.util.Optional;
import java.util.regex.Pattern;

/// A part of an object.
///
/// @param from first byte
/// @param toExclusive one after the last byte
record ByteRange(long from, long toExclusive) {
    private static final Pattern SINGLE = Pattern.compile("bytes=(\\d{0,18})-(\\d{0,18})");

    static ByteRange whole(long size) {
        return new ByteRange(0, size);
    }

    long length() {
        return toExclusive - from;
    }

    /// Reads a `Range` header; anything but one well-formed range is ignored, as S3 does.
    ///
    /// @throws S3Exception `InvalidRange` if no byte of the object is in it
    static Optional<ByteRange> parse(String header, long size) {
        var matcher = SINGLE.matcher(header.strip());
        if (!matcher.matches() || header.strip().equals("bytes=-")) {
            return Optional.empty();
        }
        if (matcher.group(1).isEmpty()) {
            var count = Long.parseLong(matcher.group(2));
            requireSatisfiable(count > 0 && size > 0);
            return Optional.of(new ByteRange(Math.max(0, size - count), size));
        }
        var from = Long.parseLong(matcher.group(1));
        var last = matcher.group(2).isEmpty() ? Long.MAX_VALUE - 1 : Long.parseLong(matcher.group(2));
        if (last < from) {
            return Optional.empty();
        }
        requireSatisfiable(from < size);
        return Optional.of(new ByteRange(from, Math.min(last + 1, size)));
    }

    /// Reads the range of a copy, which has a first and a last byte, both in the object.
    ///
    /// @throws S3Exception `InvalidArgument` if it is not of that form, `InvalidRange` if it goes beyond the object
    static ByteRange within(String header, long size) {
        var matcher = SINGLE.matcher(header.strip());
        if (!matcher.matches() || matcher.group(1).isEmpty() || matcher.group(2).isEmpty()) {
            throw unreadable();
        }
        var range = new ByteRange(Long.parseLong(matcher.group(1)), Long.parseLong(matcher.group(2)) + 1);
        if (range.length() < 1) {
            throw unreadable();
        }
        requireSatisfiable(range.toExclusive() <= size);
        return range;
    }

    private static S3Exception unreadable() {
        return new S3Exception(
                S3Error.InvalidArgument, "The x-amz-copy-source-range value must be of the form bytes=first-last");
    }

    String contentRange(long size) {
        return "bytes " + from + "-" + (toExclusive - 1) + "/" + size;
    }

    private static void requireSatisfiable(boolean satisfiable) {
        if (!satisfiable) {
            throw new S3Exception(S3Error.InvalidRange);
        }
    }
}
