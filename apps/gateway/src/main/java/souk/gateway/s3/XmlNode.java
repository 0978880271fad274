package souk.gateway.s3;

import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/// An element of a request's document, without attributes and whatever its namespace.
///
/// @param name local
/// @param text of the element itself, if it has no children
record XmlNode(String name, String text, List<XmlNode> children) {
    /// Deeper documents are refused; S3's are at most four deep.
    static final int MAX_DEPTH = 16;

    private static final XMLInputFactory FACTORY = factory();

    XmlNode {
        children = List.copyOf(children);
    }

    /// Parses a document; its size is the caller's to bound.
    ///
    /// @throws S3Exception `MalformedXML` if it is not well-formed, has a document type, or another root
    static XmlNode parse(byte[] document, String root) {
        try {
            var reader = FACTORY.createXMLStreamReader(new ByteArrayInputStream(document));
            while (reader.next() != XMLStreamConstants.START_ELEMENT) {
                if (reader.getEventType() == XMLStreamConstants.DTD) {
                    throw new S3Exception(S3Error.MalformedXML);
                }
            }
            var node = element(reader, 1);
            if (!node.name().equals(root)) {
                throw new S3Exception(S3Error.MalformedXML);
            }
            return node;
        } catch (S3Exception e) {
            throw e;
        } catch (XMLStreamException | RuntimeException e) {
            // The JDK's reader answers some bad bytes with exceptions of its own, such as a missing error message.
            throw new S3Exception(S3Error.MalformedXML);
        }
    }

    /// The children of that name.
    Stream<XmlNode> all(String child) {
        return children.stream().filter(node -> node.name().equals(child));
    }

    /// The text of the first child of that name.
    Optional<String> first(String child) {
        return all(child).map(XmlNode::text).findFirst();
    }

    /// Writes it as it came.
    void write(Xml xml) {
        if (children.isEmpty()) {
            xml.text(name, text);
            return;
        }
        xml.element(name, inner -> children.forEach(child -> child.write(inner)));
    }

    private static XmlNode element(XMLStreamReader reader, int depth) throws XMLStreamException {
        if (depth > MAX_DEPTH) {
            throw new S3Exception(S3Error.MalformedXML);
        }
        var name = reader.getLocalName();
        var text = new StringBuilder();
        var children = new ArrayList<XmlNode>();
        while (true) {
            switch (reader.next()) {
                case XMLStreamConstants.START_ELEMENT -> children.add(element(reader, depth + 1));
                case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA -> text.append(reader.getText());
                case XMLStreamConstants.ENTITY_REFERENCE -> throw new S3Exception(S3Error.MalformedXML);
                case XMLStreamConstants.END_ELEMENT -> {
                    return new XmlNode(name, children.isEmpty() ? text.toString() : "", children);
                }
                default -> {}
            }
        }
    }

    private static XMLInputFactory factory() {
        var factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLInputFactory.IS_REPLACING_ENTITY_REFERENCES, false);
        return factory;
    }
}
