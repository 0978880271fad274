package souk.evm;

import java.util.List;
import java.util.function.Function;
import souk.core.service.Measurement;
import souk.core.service.ServiceTerms;
import souk.core.value.Digest;
import souk.ledger.LedgerCommand;
import souk.ledger.LedgerCommand.Seated;

/// Calls of service levels and rewards.
final class ServiceCalls {
    private final MarketAddresses to;

    ServiceCalls(MarketAddresses to) {
        this.to = to;
    }

    CallRequest enroll(LedgerCommand.EnrollLeases command) {
        return each(
                command.leases(),
                it -> call("enroll", it.lease(), Commands.quote(it.quote()), Commands.order(it.order())));
    }

    CallRequest open() {
        return services(call("openEpoch"));
    }

    CallRequest summon(LedgerCommand.SummonCommittees command) {
        return each(command.leases(), lease -> call("summon", lease));
    }

    CallRequest commit(LedgerCommand.CommitMeasurements command) {
        return each(command.measurements(), ServiceCalls::commit);
    }

    CallRequest reveal(LedgerCommand.RevealMeasurements command) {
        return each(command.measurements(), ServiceCalls::reveal);
    }

    CallRequest conclude(LedgerCommand.ConcludeEpoch command) {
        return each(command.leases(), lease -> call("conclude", lease, command.epoch()));
    }

    CallRequest submit(LedgerCommand.SubmitReading command) {
        var reading = command.reading();
        return services(call(
                "submitReading",
                reading.lease(),
                reading.epoch(),
                reading.reading().words(),
                command.provider(),
                command.payer()));
    }

    CallRequest claim(LedgerCommand.ClaimPenalty command) {
        return services(call("claim", command.lease(), command.epoch(), terms(command.terms())));
    }

    CallRequest collect(LedgerCommand.CollectPenalty command) {
        return services(call("collect", command.lease()));
    }

    CallRequest attest(LedgerCommand.AttestRewards command) {
        return rewards("attest", command.epoch(), command.root(), command.total());
    }

    CallRequest claim(LedgerCommand.ClaimReward command) {
        var proof = command.proof().stream().map(Digest::bytes).toList();
        return rewards("claim", command.epoch(), command.account(), command.amount(), proof);
    }

    CallRequest sweep(LedgerCommand.SweepRewards command) {
        return rewards("sweep", command.epoch());
    }

    private static byte[] commit(Seated seated) {
        var measurement = seated.measurement();
        return call("commit", measurement.lease(), measurement.epoch(), seated.seat(), measurement.commitment());
    }

    private static byte[] reveal(Seated seated) {
        Measurement it = seated.measurement();
        return call(
                "reveal", it.lease(), it.epoch(), seated.seat(), it.reading().words(), it.salt());
    }

    private static List<Object> terms(ServiceTerms terms) {
        List<List<Object>> objectives = terms.objectives().stream()
                .map(it -> List.<Object>of(it.indicator().ordinal(), it.target()))
                .toList();
        return List.of(terms.document(), terms.schedule(), objectives);
    }

    private <T> CallRequest each(List<T> items, Function<T, byte[]> encode) {
        var calls = items.stream().map(encode).toList();
        return services(calls.size() == 1 ? calls.getFirst() : call("multicall", calls));
    }

    private static byte[] call(String function, Object... arguments) {
        return ContractAbi.SERVICES.call(function, arguments);
    }

    private CallRequest services(byte[] data) {
        return CallRequest.to(to.services(), data);
    }

    private CallRequest rewards(String function, Object... arguments) {
        return CallRequest.to(to.rewards(), ContractAbi.REWARDS.call(function, arguments));
    }
}
