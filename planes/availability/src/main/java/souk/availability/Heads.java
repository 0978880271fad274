package souk.availability;

import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;

/// The owner's side of [RecordHead]s: told to two thirds of the stake, asked of more than one third, so
/// that who asks hears at least one honest custodian that was told.
public final class Heads {
    /// Custodians that have not answered by then are not waited for.
    public static final Duration PATIENCE = Duration.ofSeconds(10);

    private final CustodianClient custodians;
    private final NodeSignatureCheck signatures;

    public Heads(CustodianClient custodians, NodeSignatureCheck signatures) {
        this.custodians = custodians;
        this.signatures = signatures;
    }

    /// Tells the whole committee at once.
    ///
    /// @throws SoukException `CONFLICT` when one shows a head of a later epoch: another machine took over;
    ///     `TOO_FEW_PROVIDERS` when less than two thirds of the stake took it
    public void announce(RecordHead head, Committee committee) {
        var calls = committee.members().stream()
                .<Callable<Boolean>>map(member -> () -> {
                    custodians.announce(member, head);
                    return true;
                })
                .toList();
        var told = new ArrayList<Custodian>();
        var failures = new ArrayList<String>();
        Parallel.run(calls, PATIENCE, Dispersal.GRACE, (seat, result) -> {
            var member = committee.members().get(seat);
            switch (result) {
                case Parallel.Done<Boolean> _ -> told.add(member);
                case Parallel.Failed<Boolean>(String reason) -> failures.add(member.address() + ": " + reason);
            }
            return isTwoThirds(told, committee);
        });
        if (!isTwoThirds(told, committee)) {
            requireNotReplaced(head, committee);
            throw new SoukException(
                    ErrorCode.TOO_FEW_PROVIDERS,
                    "the head was taken by " + told.size() + " of " + committee.size()
                            + " custodians, less than two thirds of the stake; failed: "
                            + String.join("; ", failures));
        }
    }

    private void requireNotReplaced(RecordHead head, Committee committee) {
        var newest = search(head.owner(), committee.members()).newest;
        if (newest.filter(other -> other.epoch() > head.epoch()).isPresent()) {
            throw new SoukException(
                    ErrorCode.CONFLICT,
                    "epoch " + newest.get().epoch() + " took over from epoch " + head.epoch() + " of " + head.owner());
        }
    }

    /// The newest head of an owner; none when enough custodians say that they know none.
    ///
    /// @throws SoukException `UNAVAILABLE` when a third of the stake or less answered
    public Optional<RecordHead> newest(String owner, Committee committee) {
        var search = search(owner, committee.members());
        if (stake(search.answered).multiply(BigInteger.valueOf(3)).compareTo(committee.totalStake()) <= 0) {
            throw new SoukException(
                    ErrorCode.UNAVAILABLE,
                    search.answered.size() + " of " + committee.size() + " custodians answered, which is not more than"
                            + " a third of the stake");
        }
        return search.newest;
    }

    private Search search(String owner, List<Custodian> members) {
        var search = new Search();
        var calls = members.stream()
                .<Callable<Optional<RecordHead>>>map(member -> () -> custodians.head(member, owner))
                .toList();
        Parallel.run(calls, PATIENCE, (seat, result) -> {
            if (result instanceof Parallel.Done<Optional<RecordHead>>(Optional<RecordHead> head)) {
                search.answered.add(members.get(seat));
                head.filter(it -> it.owner().equals(owner) && it.isGenuine(signatures))
                        .ifPresent(search::hear);
            }
            return false;
        });
        return search;
    }

    private static final class Search {
        private final List<Custodian> answered = new ArrayList<>();
        private Optional<RecordHead> newest = Optional.empty();

        void hear(RecordHead head) {
            if (newest.isEmpty() || head.isNewerThan(newest.get())) {
                newest = Optional.of(head);
            }
        }
    }

    private static boolean isTwoThirds(List<Custodian> told, Committee committee) {
        return stake(told)
                        .multiply(BigInteger.valueOf(3))
                        .compareTo(committee.totalStake().multiply(BigInteger.TWO))
                >= 0;
    }

    private static BigInteger stake(List<Custodian> members) {
        return members.stream().map(Custodian::stake).reduce(BigInteger.ZERO, BigInteger::add);
    }
}
