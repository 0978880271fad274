package souk.storage;

/// Where a record lies: the number of its log, the offset of its header there, and the bytes of its shard.
record Location(int log, int position, int length) {}
