package souk.availability;

import souk.core.error.ErrorCode;
import souk.core.error.SoukException;

/// Whom a record serves.
public enum Purpose {
    /// Everybody: it stays in custody until its term is over, whoever would like to be rid of it.
    PUBLIC("public"),
    /// Its sender alone, sealed: the sender may end custody sooner.
    PRIVATE("private");

    private final String label;

    Purpose(String label) {
        this.label = label;
    }

    /// The name on the wire and at rest.
    public String label() {
        return label;
    }

    public static Purpose of(String label) {
        for (var purpose : values()) {
            if (purpose.label.equals(label)) {
                return purpose;
            }
        }
        throw new SoukException(ErrorCode.BAD_REQUEST, "no purpose of a record: " + label);
    }
}
