package souk.gateway.s3;

import souk.gateway.store.TenantId;

/// The owner of something, where documents name one.
final class Owners {
    private final Accounts accounts;

    Owners(Accounts accounts) {
        this.accounts = accounts;
    }

    void write(Xml xml, String element, TenantId owner) {
        xml.element(element, each -> write(each, owner));
    }

    void write(Xml xml, TenantId owner) {
        xml.text("ID", owner.value()).text("DisplayName", name(owner));
    }

    private String name(TenantId owner) {
        return owner.equals(TenantId.ANONYMOUS)
                ? Account.ANONYMOUS.displayName()
                : accounts.ofTenant(owner).map(Account::displayName).orElse(owner.value());
    }
}
