package souk.economy;

import java.util.List;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;

/// The language in which consumers say what they ask of offers, and providers what they ask of orders: CEL.
public interface ConstraintLanguage {
    /// Longest text in characters: a page. Bounds parsing, and what a signed document carries.
    int MAX_TEXT = 4_096;

    /// Understands no text; for programs that ask nothing but by structured fields.
    ConstraintLanguage NONE = new ConstraintLanguage() {
        @Override
        public List<Demand> demands(String text) {
            throw new SoukException(ErrorCode.NOT_SUPPORTED, "constraints in CEL are not read here");
        }

        @Override
        public Program terms(String text) {
            throw new SoukException(ErrorCode.NOT_SUPPORTED, "constraints in CEL are not read here");
        }
    };

    /// What a consumer's text asks of an offer's [Attribute]s: its conjuncts on the top level.
    ///
    /// @throws SoukException `BAD_REQUEST` with line and column for what is no boolean expression, names an
    ///     attribute that is not known, or costs too much
    List<Demand> demands(String text);

    /// What a provider's text asks of an order, by the names of [OrderTerms].
    ///
    /// @throws SoukException as [#demands]
    Program terms(String text);
}
