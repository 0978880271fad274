package souk.gateway.s3;

/// The owner, where documents name one: always the tenant who asks.
final class Owners {
    private static final String INSTANCE = "http://www.w3.org/2001/XMLSchema-instance";

    private Owners() {}

    static void write(Xml xml, String element, Account account) {
        xml.element(element, owner -> {
            owner.text("ID", account.tenant().value());
            owner.text("DisplayName", account.displayName());
        });
    }

    /// The only access list there is.
    static Reply fullControl(Account account) {
        return Reply.xml("AccessControlPolicy", xml -> {
            write(xml, "Owner", account);
            xml.element(
                    "AccessControlList",
                    list -> list.element("Grant", grant -> {
                        grant.element(
                                "Grantee", " xmlns:xsi=\"" + INSTANCE + "\" xsi:type=\"CanonicalUser\"", grantee -> {
                                    grantee.text("ID", account.tenant().value());
                                    grantee.text("DisplayName", account.displayName());
                                });
                        grant.text("Permission", "FULL_CONTROL");
                    }));
        });
    }

    /// Whether a list sent by a client says no more than that.
    static boolean grantsOwnerOnly(XmlNode policy, Account account) {
        var owner = account.tenant().value();
        return policy.all("AccessControlList")
                .flatMap(list -> list.all("Grant"))
                .allMatch(grant ->
                        grant.first("Permission").filter("FULL_CONTROL"::equals).isPresent()
                                && grant.all("Grantee")
                                        .flatMap(grantee -> grantee.first("ID").stream())
                                        .anyMatch(owner::equals));
    }
}
