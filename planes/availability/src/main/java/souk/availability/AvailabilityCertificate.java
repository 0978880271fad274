package souk.availability;

import java.math.BigInteger;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;
import souk.core.json.Json;
import souk.core.json.JsonObject;
import souk.core.value.Digest;

/// Proof that custodians with at least two thirds of a committee's stake keep a record.
///
/// @param epoch of the committee
/// @param committee its digest
/// @param signatures by seat
public record AvailabilityCertificate(PieceSet set, long epoch, Digest committee, List<CustodySignature> signatures) {
    public AvailabilityCertificate {
        if (signatures.size() > Committee.MAX_MEMBERS) {
            throw new SoukException(ErrorCode.TOO_LARGE, "more signatures than seats");
        }
        signatures = signatures.stream()
                .sorted(Comparator.comparingInt(CustodySignature::index))
                .toList();
    }

    /// Whether the certificate holds for this committee.
    public boolean isValid(Committee members, NodeSignatureCheck check) {
        return members.epoch() == epoch
                && members.digest().equals(committee)
                && members.size() == set.count()
                && signatures.stream().map(CustodySignature::index).distinct().count() == signatures.size()
                && signatures.stream().allMatch(signature -> isValid(signature, set, members, committee, check))
                && isEnough(signatures, members);
    }

    static boolean isValid(
            CustodySignature signature, PieceSet set, Committee members, Digest committee, NodeSignatureCheck check) {
        int seat = signature.index();
        if (seat < 0 || seat >= members.size()) {
            return false;
        }
        var member = members.members().get(seat);
        return member.address().equals(signature.custodian())
                && check.valid(
                        member.did(),
                        CustodySignature.statement(set, committee, seat),
                        HexFormat.of()
                                .parseHex(
                                        signature.signature(),
                                        2,
                                        signature.signature().length()));
    }

    /// Whether the signers of distinct seats hold two thirds of the stake, without rounding.
    static boolean isEnough(List<CustodySignature> signatures, Committee members) {
        var signed = signatures.stream()
                .map(signature -> members.members().get(signature.index()).stake())
                .reduce(BigInteger.ZERO, BigInteger::add);
        return signed.multiply(BigInteger.valueOf(3))
                        .compareTo(members.totalStake().multiply(BigInteger.TWO))
                >= 0;
    }

    public JsonObject toJson() {
        return Json.object()
                .put("set", set.toJson())
                .put("epoch", epoch)
                .put("committee", committee.hex())
                .put(
                        "signatures",
                        Json.array(signatures.stream()
                                .map(CustodySignature::toJson)
                                .toList()))
                .build();
    }

    /// Reads what [#toJson] wrote.
    public static AvailabilityCertificate from(JsonObject json) {
        return new AvailabilityCertificate(
                PieceSet.from(json.object("set")),
                json.integer("epoch"),
                new Digest(json.text("committee")),
                json.array("signatures").objects().map(CustodySignature::from).toList());
    }
}
