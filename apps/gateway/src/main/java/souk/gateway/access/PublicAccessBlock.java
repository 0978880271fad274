package souk.gateway.access;

/// What a bucket forbids whatever its lists and its policy say.
///
/// @param blockAcls public access lists cannot be set
/// @param ignoreAcls public grants do not count
/// @param blockPolicy public policies cannot be set
/// @param restrict a public policy lets nobody in but the bucket's tenant
public record PublicAccessBlock(boolean blockAcls, boolean ignoreAcls, boolean blockPolicy, boolean restrict) {
    /// Nothing.
    public static PublicAccessBlock none() {
        return new PublicAccessBlock(false, false, false, false);
    }
}
