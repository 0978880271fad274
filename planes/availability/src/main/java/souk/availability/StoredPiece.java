package souk.availability;

import java.time.Instant;

/// A piece in custody.
///
/// @param sender who handed it over first: the identity its connection proved
/// @param expiresAt when custody ends
/// @param purpose private only as long as one sender alone handed it over, and never otherwise
public record StoredPiece(Piece piece, String sender, Instant expiresAt, Purpose purpose) {
    /// Whether its sender may end custody.
    boolean isReleasedBy(String who) {
        return purpose == Purpose.PRIVATE && sender.equals(who);
    }
}
