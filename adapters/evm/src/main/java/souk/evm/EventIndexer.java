package souk.evm;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import souk.core.json.Json;
import souk.core.json.JsonArray;
import souk.core.json.JsonObject;
import souk.core.value.Address;
import souk.core.value.Digest;
import souk.ledger.BlockRef;
import souk.ledger.ChainId;
import souk.ledger.EventIndex;
import souk.ledger.LedgerEntry;

/// Brings a market's events into the index, block range after block range.
///
/// The chain is trusted to be what it says only as far as hashes agree: the first block of a range must name the last
/// indexed block as its parent, and every log must name the hash of the block it was fetched for. Where they do not,
/// the chain has reorganised, and the index goes back to the last block that both know.
final class EventIndexer implements EvmChain.Follower {
    /// Blocks asked for at once.
    static final long RANGE = 500;

    private static final Logger LOG = System.getLogger(EventIndexer.class.getName());

    private final EvmChain chain;
    private final ChainId id;
    private final EventIndex index;
    private final EventDecoder decoder;
    private final long start;

    EventIndexer(EvmChain chain, EventIndex index, EventDecoder decoder, long start) {
        this.chain = chain;
        this.id = chain.id();
        this.index = index;
        this.decoder = decoder;
        this.start = start;
    }

    /// Catches up with the head. One thread only.
    @Override
    public void follow(BlockRef head) {
        var known = index.head(id);
        if (known.isPresent() && known.get().hash().equals(head.hash())) {
            return;
        }
        goBackToCommonBlock(head);
        long next = index.head(id).map(BlockRef::number).orElse(start) + 1;
        while (next <= head.number()) {
            long last = Math.min(head.number(), next + RANGE - 1);
            if (!add(next, last)) {
                return;
            }
            next = last + 1;
        }
    }

    private void goBackToCommonBlock(BlockRef head) {
        var known = index.head(id);
        var candidate = known;
        while (candidate.isPresent() && !onChain(candidate.get(), head)) {
            candidate = index.blockAtMost(id, candidate.get().number() - 1);
        }
        if (!candidate.equals(known)) {
            long target = candidate.map(BlockRef::number).orElse(start);
            LOG.log(Level.INFO, "events.rolled-back chain={0} to={1}", id, target);
            index.rollBack(id, target);
        }
    }

    private boolean onChain(BlockRef block, BlockRef head) {
        return block.number() <= head.number()
                && chain.block(block.number())
                        .map(now -> now.hash().equals(block.hash()))
                        .orElse(false);
    }

    /// Whether the range fitted onto what is indexed; if not, the chain moved meanwhile and the next look decides.
    private boolean add(long first, long last) {
        var logs = logs(first, last);
        var blocks = blocks(first, last, logs);
        var previous = index.head(id).filter(block -> block.number() == first - 1);
        if (previous.isPresent()
                && !block(blocks, first).parent().equals(previous.get().hash())) {
            return false;
        }
        var entries = new ArrayList<LedgerEntry>();
        for (var log : logs) {
            var block = block(blocks, Quantity.number(log.text("blockNumber")));
            if (!block.hash().equals(new Digest(log.text("blockHash")))) {
                return false;
            }
            entries.addAll(decoder.decode(log, block));
        }
        index.append(id, List.copyOf(blocks.values()), entries, block(blocks, last));
        return true;
    }

    private List<JsonObject> logs(long first, long last) {
        var filter = Json.object()
                .put("fromBlock", Quantity.of(first))
                .put("toBlock", Quantity.of(last))
                .put(
                        "address",
                        Json.texts(
                                decoder.contracts().stream().map(Address::hex).toList()))
                .build();
        return chain.rpc().call("eth_getLogs", filter) instanceof JsonArray logs
                ? logs.objects().toList()
                : List.of();
    }

    private Map<Long, BlockRef> blocks(long first, long last, List<JsonObject> logs) {
        var numbers = new TreeSet<Long>(List.of(first));
        numbers.add(last);
        logs.forEach(log -> numbers.add(Quantity.number(log.text("blockNumber"))));
        return chain.blocks(List.copyOf(numbers)).stream()
                .collect(Collectors.toMap(BlockRef::number, Function.identity()));
    }

    private static BlockRef block(Map<Long, BlockRef> blocks, long number) {
        return Objects.requireNonNull(blocks.get(number), "every block of a log was fetched");
    }
}
