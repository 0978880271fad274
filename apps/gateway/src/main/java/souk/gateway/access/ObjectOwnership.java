package souk.gateway.access;

import java.util.Arrays;
import java.util.Optional;

/// Whose the objects of a bucket are that others write.
public enum ObjectOwnership {
    /// The writer's, and access lists count; what S3 did before there was a choice.
    OBJECT_WRITER("ObjectWriter"),
    /// The bucket owner's, if the writer grants it full control.
    BUCKET_OWNER_PREFERRED("BucketOwnerPreferred"),
    /// The bucket owner's always; access lists do not count.
    BUCKET_OWNER_ENFORCED("BucketOwnerEnforced");

    private final String text;

    ObjectOwnership(String text) {
        this.text = text;
    }

    public String text() {
        return text;
    }

    public static Optional<ObjectOwnership> named(String text) {
        return Arrays.stream(values()).filter(each -> each.text.equals(text)).findFirst();
    }
}
