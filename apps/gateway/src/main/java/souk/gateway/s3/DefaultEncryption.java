package souk.gateway.s3;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Optional;
import souk.gateway.store.Bucket;
import souk.gateway.store.BucketSettings.Kind;

/// Under which keys objects of a bucket are whose writers say nothing of it.
///
/// @param method `AES256` or `aws:kms`
/// @param keyId of a named key; without one the usual
record DefaultEncryption(String method, Optional<String> keyId, boolean bucketKey) {
    private static final String ROOT = "ServerSideEncryptionConfiguration";

    /// A bucket's, as its tenant set it.
    static Optional<DefaultEncryption> of(S3Context context, Bucket bucket) {
        return context.metadata()
                .settings()
                .find(bucket.id(), Kind.ENCRYPTION)
                .map(document -> parse(document.getBytes(UTF_8)));
    }

    /// @throws S3Exception `MalformedXML`, `InvalidArgument`, `NotImplemented` for double encryption
    static DefaultEncryption parse(byte[] document) {
        var rules = XmlNode.parse(document, ROOT).all("Rule").toList();
        if (rules.size() != 1) {
            throw new S3Exception(S3Error.MalformedXML);
        }
        var bucketKey = rules.getFirst()
                .first("BucketKeyEnabled")
                .filter("true"::equals)
                .isPresent();
        var chosen = rules.getFirst().all("ApplyServerSideEncryptionByDefault").findFirst();
        var method = chosen.map(each -> each.first("SSEAlgorithm").orElse("")).orElse(Encryption.AES256);
        var keyId = chosen.flatMap(each -> each.first("KMSMasterKeyID"));
        Encryption.requireImplemented(method);
        var known = method.equals(NamedKey.METHOD) || method.equals(Encryption.AES256) && keyId.isEmpty();
        if (!known) {
            throw new S3Exception(S3Error.MalformedXML);
        }
        var parsed = new DefaultEncryption(method, keyId, bucketKey);
        parsed.key();
        return parsed;
    }

    /// @throws S3Exception `InvalidArgument` for a name that is none
    Optional<NamedKey> key() {
        return method.equals(NamedKey.METHOD)
                ? Optional.of(new NamedKey(keyId.orElse(NamedKey.USUAL_ID), bucketKey))
                : Optional.empty();
    }

    String document() {
        var document = Xml.document(
                ROOT,
                xml -> xml.element(
                        "Rule",
                        rule -> rule.element("ApplyServerSideEncryptionByDefault", each -> {
                                    each.text("SSEAlgorithm", method);
                                    keyId.ifPresent(id -> each.text("KMSMasterKeyID", id));
                                })
                                .flag("BucketKeyEnabled", bucketKey)));
        return new String(document, UTF_8);
    }
}
