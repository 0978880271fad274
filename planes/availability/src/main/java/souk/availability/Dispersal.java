package souk.availability;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;
import souk.core.value.Digest;

/// Spreads a record over a committee and collects the certificate.
public final class Dispersal {
    /// A custodian that has not signed by then is left out; two thirds suffice.
    public static final Duration PATIENCE = Duration.ofSeconds(10);

    /// Private records are written often and read in a disaster: they do not wait longer than this for
    /// custodians beyond two thirds.
    static final Duration GRACE = Duration.ofMillis(500);

    private final CustodianClient custodians;
    private final NodeSignatureCheck signatures;

    public Dispersal(CustodianClient custodians, NodeSignatureCheck signatures) {
        this.custodians = custodians;
        this.signatures = signatures;
    }

    /// Hands every member its piece at once, waiting [#PATIENCE] at most.
    ///
    /// @param record 1 to [PieceSet#MAX_RECORD] bytes
    /// @throws SoukException `TOO_LARGE`; `TOO_FEW_PROVIDERS` when less than two thirds of the stake
    ///     signed, saying who
    ///     did not and why; pieces that were taken stay where they are, so trying again is cheap
    public AvailabilityCertificate disperse(byte[] record, Committee committee) {
        return disperse(record, committee, Purpose.PUBLIC);
    }

    /// Hands every member its piece of a record that serves this purpose.
    ///
    /// @throws SoukException as the other [#disperse]
    public AvailabilityCertificate disperse(byte[] record, Committee committee, Purpose purpose) {
        if (record.length < 1 || record.length > PieceSet.MAX_RECORD) {
            throw new SoukException(
                    ErrorCode.TOO_LARGE, "a record has 1 to " + PieceSet.MAX_RECORD + " bytes, not " + record.length);
        }
        var digest = committee.digest();
        var pieces = RecordCoding.split(record, committee.size());
        var calls = IntStream.range(0, committee.size())
                .<Callable<CustodySignature>>mapToObj(
                        seat -> () -> signed(committee, digest, seat, pieces.get(seat), purpose))
                .toList();
        var collected = new ArrayList<CustodySignature>();
        var failures = new ArrayList<String>();
        Parallel.run(calls, PATIENCE, GRACE, (seat, result) -> {
            switch (result) {
                case Parallel.Done<CustodySignature>(CustodySignature signature) -> collected.add(signature);
                case Parallel.Failed<CustodySignature>(String reason) ->
                    failures.add(committee.members().get(seat).address() + ": " + reason);
            }
            return purpose == Purpose.PRIVATE && AvailabilityCertificate.isEnough(collected, committee);
        });
        if (!AvailabilityCertificate.isEnough(collected, committee)) {
            throw new SoukException(
                    ErrorCode.TOO_FEW_PROVIDERS,
                    "custody signed by " + collected.size() + " of " + committee.size() + " custodians, less than two "
                            + "thirds of the stake; failed: " + String.join("; ", failures));
        }
        return new AvailabilityCertificate(pieces.getFirst().set(), committee.epoch(), digest, List.copyOf(collected));
    }

    private CustodySignature signed(Committee committee, Digest digest, int seat, Piece piece, Purpose purpose) {
        var signature = custodians.put(committee.members().get(seat), committee.epoch(), piece, purpose);
        return Optional.of(signature)
                .filter(value -> value.index() == seat)
                .filter(value -> AvailabilityCertificate.isValid(value, piece.set(), committee, digest, signatures))
                .orElseThrow(() -> new SoukException(ErrorCode.BAD_SIGNATURE, "its custody signature is wrong"));
    }
}
