package souk.gateway.s3;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A form of a browser: its fields, and its file still to be read. What follows the file is ignored, as S3 does it.
///
/// @param fields by lower-case name, `${filename}` filled in
/// @param length of the whole form in bytes, which the file does not exceed
record PostForm(Map<String, String> fields, InputStream file, long length) {
    /// Bytes of all fields before the file, as in S3.
    static final int MAX_FIELDS = 20_000;

    private static final Pattern BOUNDARY = Pattern.compile("boundary=(?:\"([^\"]{1,200})\"|([^;,\\s]{1,200}))");
    private static final Pattern NAME = Pattern.compile("[; ]name=(?:\"([^\"]*)\"|([^;\\s]*))");
    private static final Pattern FILE_NAME = Pattern.compile("[; ]filename=(?:\"([^\"]*)\"|([^;\\s]*))");

    PostForm {
        fields = Map.copyOf(fields);
    }

    static boolean isForm(S3Call call) {
        return call.header("content-type")
                .filter(type -> type.toLowerCase(Locale.ROOT).startsWith("multipart/form-data"))
                .isPresent();
    }

    /// Reads up to the file.
    ///
    /// @throws S3Exception `MalformedPOSTRequest`, or `InvalidArgument` when there is no file
    static PostForm open(S3Call call) throws IOException {
        var boundary = match(BOUNDARY, call.header("content-type").orElse(""))
                .orElseThrow(() -> new S3Exception(S3Error.MalformedPOSTRequest));
        try {
            var length = call.header("content-length").map(Long::parseLong).orElse(BodyIntake.MAX_BYTES);
            return open(new FormParts(call.rawBody().get(), boundary), length);
        } catch (EOFException e) {
            throw new S3Exception(S3Error.MalformedPOSTRequest);
        }
    }

    Optional<String> field(String name) {
        return Optional.ofNullable(fields.get(name));
    }

    private static PostForm open(FormParts parts, long length) throws IOException {
        parts.part().transferTo(java.io.OutputStream.nullOutputStream());
        var fields = new LinkedHashMap<String, String>();
        var room = MAX_FIELDS;
        while (true) {
            parts.next();
            var disposition = disposition(parts);
            var name = match(NAME, disposition).orElse("").toLowerCase(Locale.ROOT);
            if (name.equals("file")) {
                var path = match(FILE_NAME, disposition).orElse("");
                fields.replaceAll(
                        (field, value) -> field.equals("key") ? value.replace("${filename}", base(path)) : value);
                return new PostForm(fields, parts.part(), length);
            }
            if (name.isEmpty()) {
                throw new S3Exception(S3Error.MalformedPOSTRequest);
            }
            var value = parts.part().readNBytes(room + 1);
            room -= value.length;
            if (room < 0) {
                throw new S3Exception(S3Error.MaxPostPreDataLengthExceeded);
            }
            fields.put(name, new String(value, UTF_8));
        }
    }

    /// Reads a part's head, of which only one line counts.
    private static String disposition(FormParts parts) throws IOException {
        if (parts.line().startsWith("--")) {
            throw new S3Exception(S3Error.InvalidArgument, "POST requires exactly one file upload per request.");
        }
        var disposition = "";
        for (var line = parts.line(); !line.isEmpty(); line = parts.line()) {
            if (line.toLowerCase(Locale.ROOT).startsWith("content-disposition:")) {
                disposition = line;
            }
        }
        return disposition;
    }

    /// Some browsers send the whole path.
    private static String base(String path) {
        return path.substring(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
    }

    private static Optional<String> match(Pattern pattern, String text) {
        return Optional.of(pattern.matcher(text))
                .filter(Matcher::find)
                .map(found -> Optional.ofNullable(found.group(1)).orElseGet(() -> found.group(2)));
    }
}
