package souk.gateway.s3;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.function.Consumer;

/// Writes an answer's document.
///
/// Not `XMLStreamWriter`: it lets carriage returns and control characters through, which readers then drop or
/// refuse;
/// S3 writes them as character references.
final class Xml {
    private static final String NAMESPACE = "http://s3.amazonaws.com/doc/2006-03-01/";
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern(
                    "yyyy-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private final StringBuilder out = new StringBuilder(1024);

    private Xml() {
        out.append("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    }

    /// A document in the namespace of S3.
    static byte[] document(String root, Consumer<Xml> content) {
        return write(root, root + " xmlns=\"" + NAMESPACE + "\"", content);
    }

    /// A document without namespace, as errors are.
    static byte[] plainDocument(String root, Consumer<Xml> content) {
        return write(root, root, content);
    }

    /// A document of one text.
    static byte[] value(String root, String text) {
        return write(root, root + " xmlns=\"" + NAMESPACE + "\"", xml -> xml.escape(text));
    }

    private static byte[] write(String root, String head, Consumer<Xml> content) {
        var xml = new Xml();
        xml.out.append('<').append(head).append('>');
        content.accept(xml);
        xml.out.append("</").append(root).append('>');
        return xml.out.toString().getBytes(UTF_8);
    }

    Xml element(String name, Consumer<Xml> content) {
        return element(name, "", content);
    }

    /// An element with attributes.
    ///
    /// @param attributes as they are to be written, with a space before each
    Xml element(String name, String attributes, Consumer<Xml> content) {
        out.append('<').append(name).append(attributes).append('>');
        content.accept(this);
        out.append("</").append(name).append('>');
        return this;
    }

    Xml text(String name, String value) {
        out.append('<').append(name).append('>');
        escape(value);
        out.append("</").append(name).append('>');
        return this;
    }

    Xml number(String name, long value) {
        return text(name, Long.toString(value));
    }

    Xml flag(String name, boolean value) {
        return text(name, Boolean.toString(value));
    }

    Xml time(String name, Instant value) {
        return text(name, TIME.format(value));
    }

    /// A text as it stands in a document.
    static String escaped(String value) {
        var xml = new Xml();
        xml.out.setLength(0);
        xml.escape(value);
        return xml.out.toString();
    }

    private void escape(String value) {
        for (var i = 0; i < value.length(); i++) {
            var character = value.charAt(i);
            switch (character) {
                case '&' -> out.append("&amp;");
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '"' -> out.append("&quot;");
                default -> {
                    if (character < ' ') {
                        out.append("&#").append((int) character).append(';');
                    } else {
                        out.append(character);
                    }
                }
            }
        }
    }
}
