package souk.gateway.store;

/// Wraps bucket keys under the root key of their tenant, so that the metadata at rest opens nothing.
public interface KeyWrap {
    /// Encrypts and authenticates the key.
    ///
    /// @return opaque bytes, kept beside the bucket
    byte[] wrap(TenantId tenant, BucketKey key);

    /// Opens what [#wrap] gave for the same tenant.
    ///
    /// @throws IllegalArgumentException when the bytes were altered or belong to another tenant
    BucketKey unwrap(TenantId tenant, byte[] wrapped);
}
