package souk.gateway.access;

import java.util.Optional;
import souk.gateway.store.Acl;
import souk.gateway.store.TenantId;

/// All of a bucket that counts for access.
///
/// @param owner the bucket's tenant
public record BucketRules(
        TenantId owner, Acl acl, Optional<Policy> policy, ObjectOwnership ownership, PublicAccessBlock block) {}
