package souk.storage;

/// What [ShardStore#put] did.
public enum PutResult {
    /// The shard was read, verified and written.
    STORED,
    /// An intact copy was there already; the stream was not read.
    ALREADY_STORED
}
