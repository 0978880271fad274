package souk.evm;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;
import souk.core.hash.Keccak256;
import souk.core.json.Json;
import souk.core.json.JsonObject;
import souk.core.value.Address;
import souk.core.value.Digest;
import souk.ledger.ChainId;
import souk.ledger.Finality;
import souk.ledger.Outbox;
import souk.ledger.OutboxTransaction;

/// Sends transactions and sees to it that none gets lost.
///
/// A transaction is stored before it is first sent, and kept for a while after it is final. At every new block, those
/// without a receipt are looked for; what the node has forgotten (it was killed, or the chain reorganised) is sent
/// again, byte for byte and in nonce order, so that nothing can happen twice. What waits too long is replaced by the
/// same transaction with a higher fee.
final class Transactions {
    /// Blocks for which a final transaction is kept: a chain that falls back to an older copy of its state loses
    /// fewer.
    static final long KEPT_BLOCKS = 128;

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    /// Looks at the chain after which a nonce that somebody else used is given up.
    private static final int MAX_MISSES = 20;

    private static final Logger LOG = System.getLogger(Transactions.class.getName());

    private final JsonRpc rpc;
    private final ChainId chain;
    private final EvmOptions options;
    private final Outbox outbox;
    private final InstantSource clock;
    private final Map<Address, Account> accounts = new ConcurrentHashMap<>();
    private final ReentrantLock state = new ReentrantLock();
    private final Condition changed = state.newCondition();
    private Head head;

    Transactions(JsonRpc rpc, ChainId chain, EvmOptions options, Outbox outbox, InstantSource clock, Head head) {
        this.rpc = rpc;
        this.chain = chain;
        this.options = options;
        this.outbox = outbox;
        this.clock = clock;
        this.head = head;
        outbox.senders(chain).forEach(this::restore);
    }

    private void restore(Address sender) {
        var account = account(sender);
        for (var stored : outbox.of(chain, sender)) {
            account.add(new Outgoing(stored, Optional.empty(), null, clock.instant()));
        }
    }

    private Account account(Address address) {
        return accounts.computeIfAbsent(address, Account::new);
    }

    Head head() {
        state.lock();
        try {
            return head;
        } finally {
            state.unlock();
        }
    }

    // ---- sending

    /// Numbers, signs, stores and sends. When the chain cannot be reached it is stored and sent later.
    ///
    /// @throws SoukException `OVERLOADED` when too many of the account's are waiting, `INSUFFICIENT_FUNDS` or
    ///     `LEDGER_REFUSED` when the node does not take it
    Outgoing send(TransactionSigner signer, CallRequest request, long gas) {
        var account = account(signer.address());
        account.sending().lock();
        try {
            if (Account.waiting(account.inOrder()) >= Account.MAX_PENDING) {
                throw new SoukException(
                        ErrorCode.OVERLOADED, Account.MAX_PENDING + " transactions of " + account.address() + " wait");
            }
            var draft = new Outgoing.Draft(signer, request, gas);
            long nonce = account.nextNonce(counted(account.address()));
            var fees = fees();
            var form = sign(draft, nonce, fees);
            var outgoing = new Outgoing(form, Optional.of(draft), fees, clock.instant());
            outbox.put(form);
            account.add(outgoing);
            firstSend(account, outgoing, draft, fees);
            return outgoing;
        } finally {
            account.sending().unlock();
        }
    }

    private void firstSend(Account account, Outgoing outgoing, Outgoing.Draft draft, Eip1559Transaction.Fees fees) {
        try {
            rpc.call("eth_sendRawTransaction", new Json.Text(outgoing.newest().raw()));
        } catch (RpcError e) {
            if (known(outgoing.newest().hash())) {
                return;
            }
            // The lock is still held, so no later nonce was given out: this one may be used again.
            drop(account, outgoing);
            throw refusedBroadcast(account.address(), draft, fees, e);
        } catch (SoukException e) {
            LOG.log(
                    Level.INFO,
                    "transaction.deferred hash={0} reason={1}",
                    outgoing.newest().hash(),
                    e.getMessage());
        }
    }

    private SoukException refusedBroadcast(
            Address sender, Outgoing.Draft draft, Eip1559Transaction.Fees fees, RpcError cause) {
        var needed = fees.maxFee()
                .multiply(BigInteger.valueOf(draft.gas()))
                .add(draft.request().value());
        var balance = Quantity.parse(rpc.text("eth_getBalance", new Json.Text(sender.hex()), LATEST));
        if (balance.compareTo(needed) < 0) {
            return new SoukException(
                    ErrorCode.INSUFFICIENT_FUNDS,
                    "account " + sender + " has " + balance + " wei and may need " + needed + ": send it coins",
                    cause);
        }
        return new SoukException(ErrorCode.LEDGER_REFUSED, "the node did not take it: " + cause.getMessage(), cause);
    }

    private OutboxTransaction sign(Outgoing.Draft draft, long nonce, Eip1559Transaction.Fees fees) {
        var transaction = new Eip1559Transaction(chain.evmNumber(), nonce, fees, draft.gas(), draft.request());
        var raw = transaction.signed(draft.signer());
        return new OutboxTransaction(
                chain,
                draft.signer().address(),
                nonce,
                Digest.of(Keccak256.hash(raw)),
                Quantity.hex(raw),
                clock.instant());
    }

    /// Room for six full blocks, each of which raises the base fee by an eighth.
    private Eip1559Transaction.Fees fees() {
        var base = head().baseFee();
        return new Eip1559Transaction.Fees(
                options.tip(), base.shiftLeft(1).add(options.tip()).min(options.maxFee()));
    }

    private long counted(Address address) {
        return Quantity.number(rpc.text("eth_getTransactionCount", new Json.Text(address.hex()), LATEST));
    }

    private boolean known(Digest hash) {
        return rpc.call("eth_getTransactionByHash", new Json.Text(hash.hex())) instanceof JsonObject;
    }

    private void drop(Account account, Outgoing outgoing) {
        account.remove(outgoing.nonce());
        outbox.forget(chain, account.address(), outgoing.nonce());
    }

    // ---- waiting

    /// Waits until the transaction has the finality.
    ///
    /// @throws SoukException `DEADLINE_EXCEEDED`; it may still happen
    Outgoing.Inclusion await(Outgoing outgoing, Finality wait) {
        long left = options.inclusionLimit().toNanos();
        state.lock();
        try {
            while (true) {
                var inclusion = outgoing.inclusion();
                if (inclusion.isPresent() && has(outgoing, wait)) {
                    return inclusion.get();
                }
                if (left <= 0) {
                    throw new SoukException(
                            ErrorCode.DEADLINE_EXCEEDED,
                            "transaction " + outgoing.newest().hash() + " is not " + wait
                                    + " yet; it is kept and sent again until it is");
                }
                left = changed.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SoukException(ErrorCode.UNAVAILABLE, "interrupted while waiting for the chain", e);
        } finally {
            state.unlock();
        }
    }

    private boolean has(Outgoing outgoing, Finality wait) {
        return switch (wait) {
            case INCLUDED -> true;
            case FINAL -> outgoing.includedDeeperThan(head.number(), options.confirmations());
        };
    }

    /// Waits for a block above the number, or for the time to pass.
    Head awaitAbove(long number, Duration limit) {
        long left = limit.toNanos();
        state.lock();
        try {
            while (head.number() <= number && left > 0) {
                left = changed.awaitNanos(left);
            }
            return head;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SoukException(ErrorCode.UNAVAILABLE, "interrupted while waiting for the chain", e);
        } finally {
            state.unlock();
        }
    }

    // ---- following the chain; one thread only

    /// @param reorganised whether blocks seen before may be gone
    void follow(Head newHead, boolean reorganised) {
        state.lock();
        try {
            head = newHead;
            if (reorganised) {
                accounts.values().forEach(account -> account.inOrder().forEach(Outgoing::doubt));
            }
        } finally {
            state.unlock();
        }
        accounts.values().forEach(this::review);
        state.lock();
        try {
            changed.signalAll();
        } finally {
            state.unlock();
        }
    }

    boolean anyWaiting() {
        return accounts.values().stream().anyMatch(account -> Account.waiting(account.inOrder()) > 0);
    }

    private void review(Account account) {
        var all = account.inOrder();
        var waiting =
                all.stream().filter(outgoing -> outgoing.inclusion().isEmpty()).toList();
        if (!waiting.isEmpty()) {
            findReceipts(waiting);
            sendAgain(
                    account,
                    waiting.stream()
                            .filter(outgoing -> outgoing.inclusion().isEmpty())
                            .toList());
        }
        all.stream()
                .filter(outgoing -> outgoing.includedDeeperThan(head.number(), options.confirmations() + KEPT_BLOCKS))
                .forEach(outgoing -> drop(account, outgoing));
    }

    private void findReceipts(List<Outgoing> waiting) {
        var calls = new ArrayList<JsonRpc.Call>();
        var owners = new ArrayList<Outgoing>();
        for (var outgoing : waiting) {
            for (var hash : outgoing.hashes()) {
                calls.add(JsonRpc.Call.of("eth_getTransactionReceipt", new Json.Text(hash.hex())));
                owners.add(outgoing);
            }
        }
        var answers = rpc.batch(calls);
        state.lock();
        try {
            for (int i = 0; i < answers.size(); i++) {
                if (answers.get(i) instanceof JsonObject receipt && receipt.has("blockNumber")) {
                    owners.get(i).include(Outgoing.Inclusion.from(receipt));
                }
            }
        } finally {
            state.unlock();
        }
    }

    private void sendAgain(Account account, List<Outgoing> waiting) {
        if (waiting.isEmpty()) {
            return;
        }
        var calls = waiting.stream()
                .map(outgoing -> JsonRpc.Call.of(
                        "eth_getTransactionByHash",
                        new Json.Text(outgoing.newest().hash().hex())))
                .toList();
        var answers = rpc.batch(calls);
        for (int i = 0; i < waiting.size(); i++) {
            if (answers.get(i) instanceof Json.Null) {
                sendAgain(account, waiting.get(i));
            }
        }
        if (!(answers.getFirst() instanceof Json.Null)) {
            replaceIfStuck(account, waiting.getFirst(), clock.instant());
        }
    }

    private void sendAgain(Account account, Outgoing outgoing) {
        try {
            rpc.call("eth_sendRawTransaction", new Json.Text(outgoing.newest().raw()));
            LOG.log(
                    Level.INFO,
                    "transaction.sent-again hash={0} nonce={1}",
                    outgoing.newest().hash(),
                    outgoing.nonce());
        } catch (RpcError e) {
            boolean nonceUsed = counted(account.address()) > outgoing.nonce();
            if (nonceUsed && outgoing.missed() > MAX_MISSES) {
                LOG.log(
                        Level.WARNING,
                        "transaction.given-up hash={0} nonce={1}",
                        outgoing.newest().hash(),
                        outgoing.nonce());
                drop(account, outgoing);
            }
        }
    }

    private void replaceIfStuck(Account account, Outgoing outgoing, Instant now) {
        if (!outgoing.stuckSince(now, PATIENCE)) {
            return;
        }
        outgoing.draft()
                .ifPresent(draft -> outgoing.raisedFees(options.maxFee()).ifPresent(fees -> {
                    var form = sign(draft, outgoing.nonce(), fees);
                    outbox.put(form);
                    state.lock();
                    try {
                        outgoing.replace(form, fees, now);
                    } finally {
                        state.unlock();
                    }
                    LOG.log(Level.INFO, "transaction.replaced hash={0} nonce={1}", form.hash(), form.nonce());
                    sendAgain(account, outgoing);
                }));
    }

    private static final Json LATEST = new Json.Text("latest");
}
