package souk.orchestration;

import java.time.Duration;

/// The windows of a market.
///
/// @param interval a voucher is due each interval; two without one make a payer silent
/// @param graceWindow data of a suspended lease is kept so long
/// @param challengeWindow from a term's end until anyone may close
/// @param retry an action whose effect does not show is asked for again after so long
public record LeaseRules(Duration interval, Duration graceWindow, Duration challengeWindow, Duration retry) {
    /// Intervals without a voucher after which a payer counts as silent.
    public static final int SILENT_INTERVALS = 2;

    Duration patience() {
        return interval.multipliedBy(SILENT_INTERVALS);
    }
}
