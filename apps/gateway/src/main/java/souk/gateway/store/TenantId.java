package souk.gateway.store;

/// Who owns buckets; several access keys may belong to one tenant.
///
/// @param value 1 to 128 characters, shown to clients as the owner's id
public record TenantId(String value) {
    /// Characters at the most.
    public static final int MAX_LENGTH = 128;

    /// Owns what was written without a signature; the id S3 shows for it.
    public static final TenantId ANONYMOUS = new TenantId("65a011a29cdf8ec533ec3d1ccaae921c");

    public TenantId {
        if (value.isEmpty() || value.length() > MAX_LENGTH) {
            throw new IllegalArgumentException("a tenant id has 1 to " + MAX_LENGTH + " characters");
        }
    }

    @Override
    public String toString() {
        return value;
    }
}
