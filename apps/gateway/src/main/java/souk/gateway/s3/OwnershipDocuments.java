package souk.gateway.s3;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Optional;
import souk.gateway.access.ObjectOwnership;
import souk.gateway.access.PublicAccessBlock;

/// The two settings that limit what lists and policies can do, as documents.
final class OwnershipDocuments {
    private static final String BLOCK = "PublicAccessBlockConfiguration";

    private OwnershipDocuments() {}

    /// @param document as it was set; where none was, access lists count as they always did
    static ObjectOwnership ownership(Optional<String> document) {
        return document.map(text -> parseOwnership(text.getBytes(UTF_8))).orElse(ObjectOwnership.OBJECT_WRITER);
    }

    static ObjectOwnership parseOwnership(byte[] document) {
        var rules = XmlNode.parse(document, "OwnershipControls").all("Rule").toList();
        if (rules.size() != 1) {
            throw new S3Exception(S3Error.MalformedXML);
        }
        return rules.getFirst()
                .first("ObjectOwnership")
                .flatMap(ObjectOwnership::named)
                .orElseThrow(() -> new S3Exception(S3Error.MalformedXML));
    }

    static byte[] write(ObjectOwnership ownership) {
        return Xml.document(
                "OwnershipControls",
                xml -> xml.element("Rule", rule -> rule.text("ObjectOwnership", ownership.text())));
    }

    static PublicAccessBlock block(Optional<String> document) {
        return document.map(text -> parseBlock(text.getBytes(UTF_8))).orElseGet(PublicAccessBlock::none);
    }

    static PublicAccessBlock parseBlock(byte[] document) {
        var node = XmlNode.parse(document, BLOCK);
        return new PublicAccessBlock(
                flag(node, "BlockPublicAcls"),
                flag(node, "IgnorePublicAcls"),
                flag(node, "BlockPublicPolicy"),
                flag(node, "RestrictPublicBuckets"));
    }

    static byte[] write(PublicAccessBlock block) {
        return Xml.document(
                BLOCK,
                xml -> xml.flag("BlockPublicAcls", block.blockAcls())
                        .flag("IgnorePublicAcls", block.ignoreAcls())
                        .flag("BlockPublicPolicy", block.blockPolicy())
                        .flag("RestrictPublicBuckets", block.restrict()));
    }

    private static boolean flag(XmlNode node, String name) {
        return switch (node.first(name).map(String::strip).orElse("false").toLowerCase(java.util.Locale.ROOT)) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new S3Exception(S3Error.MalformedXML);
        };
    }
}
