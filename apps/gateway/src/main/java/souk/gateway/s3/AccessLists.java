package souk.gateway.s3;

import static java.util.Map.entry;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import souk.gateway.access.BucketRules;
import souk.gateway.access.ObjectOwnership;
import souk.gateway.store.Acl;
import souk.gateway.store.Acl.Grant;
import souk.gateway.store.Bucket;
import souk.gateway.store.Grantee;
import souk.gateway.store.Ownership;
import souk.gateway.store.Permission;
import souk.gateway.store.TenantId;

/// Access lists as clients send and get them: canned, in headers, or as documents.
final class AccessLists {
    /// As in S3.
    static final int MAX_GRANTS = 100;

    private static final String INSTANCE = "http://www.w3.org/2001/XMLSchema-instance";
    private static final String GROUPS = "http://acs.amazonaws.com/groups/global/";
    private static final String EVERYONE = GROUPS + "AllUsers";
    private static final String ANY_TENANT = GROUPS + "AuthenticatedUsers";
    private static final Map<String, Permission> HEADERS = Map.ofEntries(
            entry("x-amz-grant-read", Permission.READ),
            entry("x-amz-grant-write", Permission.WRITE),
            entry("x-amz-grant-read-acp", Permission.READ_ACP),
            entry("x-amz-grant-write-acp", Permission.WRITE_ACP),
            entry("x-amz-grant-full-control", Permission.FULL_CONTROL));

    private final Accounts accounts;
    private final Owners owners;

    AccessLists(Accounts accounts) {
        this.accounts = accounts;
        this.owners = new Owners(accounts);
    }

    /// The list a new or existing bucket is asked to have, if the headers ask for one.
    Optional<Acl> ofBucketHeaders(S3Call call, TenantId owner) {
        return ofHeaders(call, owner, owner);
    }

    /// Whose a new object becomes, and who may see it.
    ///
    /// @throws S3Exception `AccessControlListNotSupported` where lists do not count, `AccessDenied` for a
    ///     public one where that is forbidden
    Ownership ofNewObject(S3Call call, Bucket bucket, BucketRules rules) {
        var canned = call.header("x-amz-acl").orElse("");
        var writer = call.account().tenant();
        var forOwner = canned.equals("bucket-owner-full-control");
        if (rules.ownership() == ObjectOwnership.BUCKET_OWNER_ENFORCED) {
            if (!forOwner && asksForList(call)) {
                throw new S3Exception(S3Error.AccessControlListNotSupported);
            }
            return Ownership.privateTo(bucket.tenant());
        }
        if (forOwner && rules.ownership() == ObjectOwnership.BUCKET_OWNER_PREFERRED) {
            return Ownership.privateTo(bucket.tenant());
        }
        var acl = ofHeaders(call, writer, bucket.tenant()).orElseGet(() -> Acl.privateTo(writer));
        requireAllowed(acl, rules);
        return new Ownership(writer, acl);
    }

    /// The list an existing bucket or object is to have, from headers or the document.
    ///
    /// @param owner of it
    /// @throws S3Exception as [#ofNewObject], and `MalformedACLError`
    Acl replacement(S3Call call, byte[] document, TenantId owner, Bucket bucket, BucketRules rules) {
        if (rules.ownership() == ObjectOwnership.BUCKET_OWNER_ENFORCED) {
            throw new S3Exception(S3Error.AccessControlListNotSupported);
        }
        var sent = ofHeaders(call, owner, bucket.tenant());
        if (sent.isEmpty() && document.length == 0) {
            throw new S3Exception(S3Error.MissingSecurityHeader);
        }
        var acl = sent.orElseGet(() -> parse(document, owner));
        requireAllowed(acl, rules);
        return acl;
    }

    Reply show(TenantId owner, Acl acl) {
        return Reply.xml("AccessControlPolicy", xml -> {
            owners.write(xml, "Owner", owner);
            xml.element(
                    "AccessControlList",
                    list -> acl.grants().stream()
                            // Groups first, as clients have come to expect.
                            .sorted(Comparator.comparing(grant -> grant.grantee() instanceof Grantee.Tenant))
                            .forEach(grant -> write(list, grant)));
        });
    }

    static void requireAllowed(Acl acl, BucketRules rules) {
        if (acl.isPublic() && rules.block().blockAcls()) {
            throw new S3Exception(S3Error.AccessDenied);
        }
    }

    private static boolean asksForList(S3Call call) {
        return call.header("x-amz-acl").isPresent()
                || HEADERS.keySet().stream().anyMatch(name -> call.header(name).isPresent());
    }

    private Optional<Acl> ofHeaders(S3Call call, TenantId owner, TenantId bucketOwner) {
        var canned = call.header("x-amz-acl");
        var granted = new ArrayList<Grant>();
        HEADERS.entrySet().stream()
                .sorted(Map.Entry.comparingByValue())
                .forEach(header -> call.header(header.getKey())
                        .ifPresent(text -> granted.addAll(grants(text, header.getValue()))));
        if (canned.isPresent() && !granted.isEmpty()) {
            throw new S3Exception(
                    S3Error.InvalidRequest, "Specifying both Canned ACLs and Header Grants is not allowed");
        }
        return canned.map(name -> canned(name, owner, bucketOwner))
                .or(() -> granted.isEmpty() ? Optional.empty() : Optional.of(limited(granted)));
    }

    private static Acl canned(String name, TenantId owner, TenantId bucketOwner) {
        var full = new Grant(new Grantee.Tenant(owner), Permission.FULL_CONTROL);
        var read = new Grant(new Grantee.Everyone(), Permission.READ);
        var bucket = new Grantee.Tenant(bucketOwner);
        return new Acl(
                switch (name) {
                    case "private" -> List.of(full);
                    case "public-read" -> List.of(full, read);
                    case "public-read-write" ->
                        List.of(full, read, new Grant(new Grantee.Everyone(), Permission.WRITE));
                    case "authenticated-read" -> List.of(full, new Grant(new Grantee.AnyTenant(), Permission.READ));
                    case "bucket-owner-read" -> and(full, new Grant(bucket, Permission.READ));
                    case "bucket-owner-full-control" -> and(full, new Grant(bucket, Permission.FULL_CONTROL));
                    case "log-delivery-write", "aws-exec-read" ->
                        throw new S3Exception(S3Error.NotImplemented, "The ACL " + name + " is not implemented.");
                    default -> throw new S3Exception(S3Error.InvalidArgument);
                });
    }

    /// The owner of both needs no second grant.
    private static List<Grant> and(Grant full, Grant other) {
        return full.grantee().equals(other.grantee()) ? List.of(full) : List.of(full, other);
    }

    /// Reads `id="…", uri="…"`.
    private List<Grant> grants(String header, Permission permission) {
        return Arrays.stream(header.split(",", -1))
                .map(part -> part.split("=", 2))
                .map(pair -> {
                    if (pair.length < 2) {
                        throw new S3Exception(S3Error.InvalidArgument);
                    }
                    var value = pair[1].strip().replace("\"", "");
                    return switch (pair[0].strip()) {
                        case "id" -> tenant(value);
                        case "uri" -> group(value);
                        case "emailAddress" -> throw new S3Exception(S3Error.UnresolvableGrantByEmailAddress);
                        default -> throw new S3Exception(S3Error.InvalidArgument);
                    };
                })
                .map(grantee -> new Grant(grantee, permission))
                .toList();
    }

    private Acl parse(byte[] document, TenantId owner) {
        var policy = XmlNode.parse(document, "AccessControlPolicy");
        var named =
                policy.all("Owner").flatMap(node -> node.first("ID").stream()).findFirst();
        var lists = policy.all("AccessControlList").toList();
        if (lists.size() != 1 || named.isEmpty()) {
            throw new S3Exception(S3Error.MalformedACLError);
        }
        if (!named.get().equals(owner.value())) {
            throw new S3Exception(S3Error.AccessDenied);
        }
        return limited(lists.getFirst().all("Grant").map(this::grant).toList());
    }

    private Grant grant(XmlNode node) {
        var grantee = node.all("Grantee").findFirst().orElseThrow(() -> new S3Exception(S3Error.MalformedACLError));
        return new Grant(grantee(grantee), permission(node.first("Permission").orElse("")));
    }

    private Grantee grantee(XmlNode node) {
        if (node.first("EmailAddress").isPresent()) {
            throw new S3Exception(S3Error.UnresolvableGrantByEmailAddress);
        }
        return node.first("URI")
                .map(AccessLists::group)
                .or(() -> node.first("ID").map(this::tenant))
                .orElseThrow(() -> new S3Exception(S3Error.MalformedACLError));
    }

    private Grantee tenant(String id) {
        if (id.equals(TenantId.ANONYMOUS.value())) {
            return new Grantee.Tenant(TenantId.ANONYMOUS);
        }
        return Optional.of(id)
                .filter(text -> !text.isEmpty() && text.length() <= TenantId.MAX_LENGTH)
                .map(TenantId::new)
                .filter(tenant -> accounts.ofTenant(tenant).isPresent())
                .map(Grantee.Tenant::new)
                .orElseThrow(() -> new S3Exception(S3Error.InvalidArgument, "Invalid id"));
    }

    private static Grantee group(String uri) {
        return switch (uri.strip()) {
            case EVERYONE -> new Grantee.Everyone();
            case ANY_TENANT -> new Grantee.AnyTenant();
            default -> throw new S3Exception(S3Error.InvalidArgument, "Invalid group uri");
        };
    }

    private static Permission permission(String text) {
        return Arrays.stream(Permission.values())
                .filter(each -> each.name().equals(text))
                .findFirst()
                .orElseThrow(() -> new S3Exception(S3Error.MalformedACLError));
    }

    private static Acl limited(List<Grant> grants) {
        if (grants.size() > MAX_GRANTS) {
            throw new S3Exception(S3Error.MalformedACLError);
        }
        return new Acl(grants);
    }

    private void write(Xml list, Grant grant) {
        list.element("Grant", each -> {
            switch (grant.grantee()) {
                case Grantee.Everyone() -> group(each, EVERYONE);
                case Grantee.AnyTenant() -> group(each, ANY_TENANT);
                case Grantee.Tenant(var id) ->
                    each.element("Grantee", type("CanonicalUser"), grantee -> owners.write(grantee, id));
            }
            each.text("Permission", grant.permission().name());
        });
    }

    private static void group(Xml grant, String uri) {
        grant.element("Grantee", type("Group"), grantee -> grantee.text("URI", uri));
    }

    private static String type(String name) {
        return " xmlns:xsi=\"" + INSTANCE + "\" xsi:type=\"" + name + "\"";
    }
}
