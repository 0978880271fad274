package souk.assurance.rewards;

import java.math.BigInteger;
import souk.core.value.Address;

/// What a reward epoch's share of one provider follows from.
///
/// @param work useful work that was measured, in any unit that is the same for all, byte-seconds that passed audit say
/// @param streak at the end of the epoch
/// @param vetted whether it is past the newcomers' cohort ([souk.assurance.AuditScore#isVetted])
public record ServiceRecord(Address account, BigInteger work, Streak streak, boolean vetted) {
    public ServiceRecord {
        if (work.signum() < 0) {
            throw new IllegalArgumentException("work is not negative");
        }
    }
}
