package souk.availability;

import java.time.Instant;

/// A piece in custody.
///
/// @param sender who handed it over: the identity its connection proved
/// @param expiresAt when custody ends
public record StoredPiece(Piece piece, String sender, Instant expiresAt) {}
