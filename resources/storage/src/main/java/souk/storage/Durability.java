package souk.storage;

/// What an acknowledgement of the store promises.
public enum Durability {
    /// The bytes have been forced to the device; survives loss of power.
    FULL,
    /// The bytes have been handed to the operating system; survives the death of the process only. For tests
    /// and for providers that say so in their offer.
    PROCESS
}
