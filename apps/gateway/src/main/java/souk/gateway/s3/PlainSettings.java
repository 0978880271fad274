package souk.gateway.s3;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import souk.gateway.store.BucketSettings.Kind;

/// Settings of buckets that change nothing here, but that clients ask for: each answers as where nobody set it.
final class PlainSettings {
    private final S3Context context;
    private final BucketAccess access;

    PlainSettings(S3Context context, BucketAccess access) {
        this.context = context;
        this.access = access;
    }

    Reply encryption(S3Call call) {
        return context.metadata()
                .settings()
                .find(access.require(call).id(), Kind.ENCRYPTION)
                .map(text -> Reply.document(text.getBytes(UTF_8)))
                .orElseThrow(() -> new S3Exception(S3Error.ServerSideEncryptionConfigurationNotFoundError));
    }

    Reply setEncryption(S3Call call) throws IOException {
        var bucket = access.require(call);
        var chosen = DefaultEncryption.parse(Documents.read(call));
        context.metadata().settings().put(bucket.id(), Kind.ENCRYPTION, chosen.document());
        return Reply.of(200);
    }

    Reply removeEncryption(S3Call call) {
        context.metadata().settings().remove(access.require(call).id(), Kind.ENCRYPTION);
        return Reply.of(204);
    }

    Reply payment(S3Call call) {
        access.require(call);
        return Reply.xml("RequestPaymentConfiguration", xml -> xml.text("Payer", "BucketOwner"));
    }

    /// Storage is paid by the bucket's tenant; nobody else has an account with its providers.
    Reply setPayment(S3Call call) throws IOException {
        access.require(call);
        var payer = XmlNode.parse(Documents.read(call), "RequestPaymentConfiguration")
                .first("Payer")
                .orElse("");
        return switch (payer) {
            case "BucketOwner" -> Reply.of(200);
            case "Requester" -> throw new S3Exception(S3Error.NotImplemented, "Requester pays is not implemented.");
            default -> throw new S3Exception(S3Error.MalformedXML);
        };
    }

    /// An operation that answers the document nobody filled.
    Operation empty(String root) {
        return call -> {
            access.require(call);
            return Reply.xml(root, _ -> {});
        };
    }

    /// An operation that lists the configurations of a kind, of which there are none.
    Operation none(String root) {
        return call -> {
            access.require(call);
            if (call.parameter("id").isPresent()) {
                throw new S3Exception(S3Error.NoSuchConfiguration);
            }
            return Reply.xml(root, xml -> xml.flag("IsTruncated", false));
        };
    }

    /// An operation that takes the document only if it turns nothing on.
    Operation setEmpty(String root) {
        return call -> {
            access.require(call);
            if (!XmlNode.parse(Documents.read(call), root).children().isEmpty()) {
                throw new S3Exception(S3Error.NotImplemented, root + " is not implemented.");
            }
            return Reply.of(200);
        };
    }

    /// An operation that says that nobody made the setting.
    Operation unset(S3Error error) {
        return call -> {
            access.require(call);
            throw new S3Exception(error);
        };
    }
}
