package souk.ledger;

import java.util.List;
import java.util.Optional;

/// Where the events of one or more chains are kept. One writer a chain; any number of readers.
public interface EventIndex {
    /// A page holds no more.
    int MAX_PAGE = 1_000;

    /// Blocks without events are remembered while they are this young: a deeper reorganisation goes back to the
    /// last
    /// block with an event.
    int KEPT_BLOCKS = 1_024;

    /// The highest block that was indexed; empty before the first.
    Optional<BlockRef> head(ChainId chain);

    /// The highest stored block with a number of at most this. Not every block is stored for ever: those with
    /// events
    /// are, the others only while young.
    Optional<BlockRef> blockAtMost(ChainId chain, long number);

    /// Adds events and makes `head` the highest block, in one atomic step. An event that is already there (same
    /// chain,
    /// transaction and log index) is left as it is.
    ///
    /// @param blocks blocks to remember: those of the events, and `head`
    void append(ChainId chain, List<BlockRef> blocks, List<LedgerEntry> entries, BlockRef head);

    /// Forgets every block and event above the number and counts one more rollback, in one atomic step.
    void rollBack(ChainId chain, long toBlock);

    /// Events after the cursor in blocks up to and with `lastBlock`, at most `limit` (which is cut to
    /// [#MAX_PAGE]).
    /// A cursor that comes from another index (more rollbacks than this one has seen) starts again from block
    /// 0.
    EventPage read(ChainId chain, EventCursor after, long lastBlock, int limit);
}
