package souk.assurance.rewards;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import souk.core.hash.Keccak256;
import souk.core.value.Address;
import souk.core.value.Digest;
import souk.core.value.Uint;

/// The Merkle tree of a reward epoch as the contract `Rewards` checks it. A leaf is the Keccak-256 of the Keccak-256 of
/// three words (epoch, account, amount); an inner node that of its children, the smaller one first; the last node of an
/// odd level goes up as it is. Leaves are in the order of accounts.
public final class RewardTree {
    private final List<Reward> rewards;
    private final List<List<Digest>> levels;

    private RewardTree(List<Reward> rewards, List<List<Digest>> levels) {
        this.rewards = rewards;
        this.levels = levels;
    }

    /// The tree over rewards in any order.
    ///
    /// @param rewards at least one; one an account
    public static RewardTree of(long epoch, List<Reward> rewards) {
        if (rewards.isEmpty()) {
            throw new IllegalArgumentException("a tree without leaves has no root");
        }
        var sorted =
                rewards.stream().sorted(Comparator.comparing(Reward::account)).toList();
        var levels = new ArrayList<List<Digest>>();
        levels.add(sorted.stream().map(reward -> leaf(epoch, reward)).toList());
        while (levels.getLast().size() > 1) {
            levels.add(above(levels.getLast()));
        }
        return new RewardTree(sorted, List.copyOf(levels));
    }

    public Digest root() {
        return levels.getLast().getFirst();
    }

    /// What all leaves claim together.
    public BigInteger total() {
        return rewards.stream().map(Reward::amount).reduce(BigInteger.ZERO, BigInteger::add);
    }

    /// Siblings from the account's leaf up.
    ///
    /// @throws IllegalArgumentException when the account has no reward
    public List<Digest> proof(Address account) {
        int index = indexOf(account);
        var proof = new ArrayList<Digest>();
        for (var level : levels.subList(0, levels.size() - 1)) {
            int sibling = index ^ 1;
            if (sibling < level.size()) {
                proof.add(level.get(sibling));
            }
            index >>= 1;
        }
        return List.copyOf(proof);
    }

    static Digest leaf(long epoch, Reward reward) {
        var words = ByteBuffer.allocate(96)
                .put(Uint.word(BigInteger.valueOf(epoch)))
                .put(Uint.word(new BigInteger(1, reward.account().bytes())))
                .put(Uint.word(reward.amount()))
                .array();
        return Digest.of(Keccak256.hash(Keccak256.hash(words)));
    }

    private static List<Digest> above(List<Digest> level) {
        var nodes = new ArrayList<Digest>();
        for (int i = 0; i < level.size(); i += 2) {
            nodes.add(i + 1 < level.size() ? pair(level.get(i), level.get(i + 1)) : level.get(i));
        }
        return List.copyOf(nodes);
    }

    private static Digest pair(Digest one, Digest other) {
        boolean ordered = one.hex().compareTo(other.hex()) < 0;
        var both = ByteBuffer.allocate(2 * Digest.BYTES)
                .put((ordered ? one : other).bytes())
                .put((ordered ? other : one).bytes());
        return Digest.of(Keccak256.hash(both.array()));
    }

    private int indexOf(Address account) {
        for (int i = 0; i < rewards.size(); i++) {
            if (rewards.get(i).account().equals(account)) {
                return i;
            }
        }
        throw new IllegalArgumentException(account + " has no reward");
    }
}
