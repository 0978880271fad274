package souk.availability;

import souk.core.error.ErrorCode;
import souk.core.error.SoukException;

/// What a public record is about.
public enum RecordKind {
    /// Offer, order and quote under which a lease was opened.
    LEASE_TERMS("lease-terms"),
    /// The inventory roots that were co-signed in an epoch.
    INVENTORY_ROOTS("inventory-roots"),
    /// An audit: challenge, answers, root, signatures.
    AUDIT_EVIDENCE("audit-evidence"),
    /// Who gets how much of a reward epoch.
    REWARDS("rewards");

    private final String label;

    RecordKind(String label) {
        this.label = label;
    }

    /// The name in records.
    public String label() {
        return label;
    }

    public static RecordKind of(String label) {
        for (var kind : values()) {
            if (kind.label.equals(label)) {
                return kind;
            }
        }
        throw new SoukException(ErrorCode.BAD_REQUEST, "no kind of record: " + label);
    }
}
