package souk.evm;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.math.BigInteger;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;
import souk.core.json.Json;
import souk.core.json.JsonObject;
import souk.core.value.Address;
import souk.core.value.Digest;
import souk.ledger.BlockRef;
import souk.ledger.ChainId;
import souk.ledger.Finality;
import souk.ledger.Outbox;

/// A connection to one EVM chain, shared by all accounts of a process. One thread follows the chain: it looks for new
/// blocks, lets the event index catch up, and brings transactions through. When the chain is away it waits and goes on.
public final class EvmChain implements AutoCloseable {
    /// EIP-7825: no transaction may use more.
    static final long MAX_GAS = 1L << 24;

    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);
    private static final Duration START_PAUSE = Duration.ofMillis(50);
    private static final Json PENDING = new Json.Text("pending");
    private static final Json LATEST = new Json.Text("latest");
    private static final Logger LOG = System.getLogger(EvmChain.class.getName());

    /// Is told of the newest block at every look at the chain.
    interface Follower {
        void follow(BlockRef head);
    }

    private final ChainId id;
    private final EvmOptions options;
    private final JsonRpc rpc;
    private final Transactions transactions;
    private final List<Follower> followers = new CopyOnWriteArrayList<>();
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread thread;

    private EvmChain(ChainId id, EvmOptions options, JsonRpc rpc, Transactions transactions) {
        this.id = id;
        this.options = options;
        this.rpc = rpc;
        this.transactions = transactions;
        this.thread = Thread.ofVirtual().name("evm-chain").unstarted(this::watch);
    }

    /// Connects, waiting for the chain to come up.
    ///
    /// @throws SoukException `UNAVAILABLE` when it does not within the start limit
    public static EvmChain connect(EvmOptions options, Outbox outbox, InstantSource clock) {
        var rpc = new JsonRpc(options.endpoint());
        var id = ChainId.evm(chainNumber(rpc, clock.instant().plus(options.startLimit()), clock));
        var head = Head.from(rpc.object("eth_getBlockByNumber", LATEST, new Json.Flag(false)));
        var chain = new EvmChain(id, options, rpc, new Transactions(rpc, id, options, outbox, clock, head));
        chain.thread.start();
        return chain;
    }

    private static long chainNumber(JsonRpc rpc, java.time.Instant deadline, InstantSource clock) {
        while (true) {
            try {
                return Quantity.number(rpc.text("eth_chainId"));
            } catch (SoukException e) {
                if (e.code() != ErrorCode.UNAVAILABLE || clock.instant().isAfter(deadline)) {
                    throw e;
                }
                Pauses.sleep(START_PAUSE);
            }
        }
    }

    public ChainId id() {
        return id;
    }

    /// The newest block seen.
    public BlockRef head() {
        return transactions.head().block();
    }

    /// Waits for a block above the number, or for the time to pass; the newest block either way.
    public BlockRef awaitBlockAbove(long number, Duration limit) {
        return transactions.awaitAbove(number, limit).block();
    }

    /// The account's coins in wei, as of the newest block.
    public BigInteger coins(Address account) {
        return Quantity.parse(rpc.text("eth_getBalance", new Json.Text(account.hex()), LATEST));
    }

    /// Stops following. Transactions stay in the outbox.
    @Override
    public void close() {
        closing.countDown();
        thread.interrupt();
        rpc.close();
    }

    EvmOptions options() {
        return options;
    }

    JsonRpc rpc() {
        return rpc;
    }

    void add(Follower follower) {
        followers.add(follower);
    }

    void remove(Follower follower) {
        followers.remove(follower);
    }

    boolean hasCode(Address contract) {
        return rpc.text("eth_getCode", new Json.Text(contract.hex()), LATEST).length() > 2;
    }

    // ---- calls and transactions

    byte[] call(CallRequest request) {
        try {
            return Quantity.bytes(rpc.text("eth_call", request.toJson(Optional.empty()), LATEST));
        } catch (RpcError e) {
            throw Refusals.of(e.revertData());
        }
    }

    List<byte[]> calls(List<CallRequest> requests) {
        var calls = requests.stream()
                .map(request -> JsonRpc.Call.of("eth_call", request.toJson(Optional.empty()), LATEST))
                .toList();
        try {
            return rpc.batch(calls).stream()
                    .map(JsonRpc::asText)
                    .map(Quantity::bytes)
                    .toList();
        } catch (RpcError e) {
            throw Refusals.of(e.revertData());
        }
    }

    /// Sends a transaction that would succeed after those already waiting.
    ///
    /// @throws SoukException `LEDGER_REFUSED` when it would not
    Outgoing send(TransactionSigner signer, CallRequest request) {
        return send(signer, request, gas(signer.address(), request));
    }

    /// Sends a transaction whether or not it would succeed.
    Outgoing send(TransactionSigner signer, CallRequest request, long gas) {
        return transactions.send(signer, request, gas);
    }

    /// @throws SoukException `LEDGER_REFUSED` when it reverted after all
    Outgoing.Inclusion await(Outgoing outgoing, Finality wait) {
        var inclusion = transactions.await(outgoing, wait);
        if (!inclusion.success()) {
            throw reverted(outgoing);
        }
        return inclusion;
    }

    /// A quarter and a bit above the estimate: the state may change until the transaction gets its turn.
    private long gas(Address sender, CallRequest request) {
        try {
            long estimate = Quantity.number(rpc.text("eth_estimateGas", request.toJson(Optional.of(sender)), PENDING));
            return Math.min(MAX_GAS, estimate + estimate / 4 + 20_000);
        } catch (RpcError e) {
            throw Refusals.of(e.revertData());
        }
    }

    /// Asks again to learn why. What stood in its way may be gone by now; then nobody can tell.
    private SoukException reverted(Outgoing outgoing) {
        var draft = outgoing.draft();
        if (draft.isPresent()) {
            try {
                rpc.text(
                        "eth_call",
                        draft.get()
                                .request()
                                .toJson(Optional.of(draft.get().signer().address())),
                        LATEST);
            } catch (RpcError e) {
                return Refusals.of(e.revertData());
            }
        }
        return Refusals.of(Optional.empty());
    }

    // ---- following

    private void watch() {
        var pause = options.poll();
        boolean away = false;
        while (closing.getCount() > 0) {
            try {
                look();
                if (away) {
                    LOG.log(Level.INFO, "chain.back chain={0}", id);
                }
                away = false;
                pause = options.poll();
            } catch (SoukException | RpcError e) {
                if (!away && closing.getCount() > 0) {
                    LOG.log(Level.WARNING, "chain.away chain={0} reason={1}", id, e.getMessage());
                }
                away = true;
                pause = longer(pause);
            } catch (RuntimeException e) {
                // The last line of defence: a fault in one block must not end the watch over all that follow.
                LOG.log(Level.ERROR, "chain.fault chain=" + id, e);
                pause = longer(pause);
            }
            if (closed(pause)) {
                return;
            }
        }
    }

    private boolean closed(Duration pause) {
        try {
            return closing.await(pause.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            return true;
        }
    }

    private static Duration longer(Duration pause) {
        var doubled = pause.multipliedBy(2);
        return doubled.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : doubled;
    }

    private void look() {
        var previous = transactions.head();
        var latest = Head.from(rpc.object("eth_getBlockByNumber", LATEST, new Json.Flag(false)));
        followers.forEach(follower -> follower.follow(latest.block()));
        boolean same = latest.block().hash().equals(previous.block().hash());
        if (!same || transactions.anyWaiting()) {
            transactions.follow(latest, !same && reorganised(previous, latest));
        }
    }

    private boolean reorganised(Head previous, Head latest) {
        if (previous.isParentOf(latest)) {
            return false;
        }
        boolean gone = latest.number() <= previous.number()
                || block(previous.number())
                        .map(block -> !block.hash().equals(previous.block().hash()))
                        .orElse(true);
        if (gone) {
            LOG.log(Level.INFO, "chain.reorganised chain={0} from={1} to={2}", id, previous.number(), latest.number());
        }
        return gone;
    }

    /// The block of this number on the chain as it is now.
    Optional<BlockRef> block(long number) {
        return rpc.call("eth_getBlockByNumber", Quantity.of(number), new Json.Flag(false)) instanceof JsonObject header
                ? Optional.of(Head.block(header))
                : Optional.empty();
    }

    List<BlockRef> blocks(List<Long> numbers) {
        var calls = numbers.stream()
                .map(number -> JsonRpc.Call.of("eth_getBlockByNumber", Quantity.of(number), new Json.Flag(false)))
                .toList();
        return rpc.batch(calls).stream().map(JsonRpc::asObject).map(Head::block).toList();
    }

    BlockRef blockByHash(Digest hash) {
        return Head.block(rpc.object("eth_getBlockByHash", new Json.Text(hash.hex()), new Json.Flag(false)));
    }
}
