package souk.bench;

import souk.core.error.ErrorCode;
import souk.core.error.SoukException;

/// A fast wrong answer is no figure.
final class Answers {
    private Answers() {}

    /// @throws SoukException `CORRUPT` unless it holds
    static void require(boolean right, String what) {
        if (!right) {
            throw new SoukException(ErrorCode.CORRUPT, what + " came back wrong");
        }
    }
}
