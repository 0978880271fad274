package souk.core.fuzz;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/// Makes bad inputs out of good ones: cuts, repeats, swaps and overwrites pieces of them, and writes words in that
/// mean something to the parser.
public final class Mutator {
    /// Inputs stay small: a parser's cases are short, and its limits are tested by name.
    private static final int MAX_BYTES = 16 * 1024;

    private static final int MAX_EDITS = 6;

    /// Where integers, lengths and texts often go wrong.
    private static final List<String> COMMON = List.of(
            "",
            "0",
            "-1",
            "-0",
            "1e999",
            "00",
            "2147483648",
            "9223372036854775807",
            "9223372036854775808",
            "-9223372036854775808",
            "18446744073709551616",
            "%",
            "%00",
            "%0",
            "%zz",
            "%ff",
            "%2F..%2F",
            "\0",
            "\u007f",
            "\u0085",
            "\u00e9",
            "\u2028",
            "\ud83d\ude00",
            "\uff11",
            "\uffff",
            "\r",
            "\n",
            "\r\n",
            "\r\n\r\n",
            "\t",
            " ",
            "\"",
            "'",
            "\\",
            "<",
            ">",
            "&",
            "=",
            ":",
            ";",
            ",",
            "/",
            "{",
            "}",
            "[",
            "]");

    private final List<byte[]> seeds;
    private final List<byte[]> words;

    /// @param seeds good inputs, at least one
    /// @param words that the parser knows
    public Mutator(List<byte[]> seeds, List<String> words) {
        this.seeds = List.copyOf(seeds);
        this.words = java.util.stream.Stream.concat(words.stream(), COMMON.stream())
                .map(word -> word.getBytes(UTF_8))
                .toList();
    }

    /// The next input.
    public byte[] next(RandomGenerator random) {
        var input = seed(random);
        int edits = 1 + random.nextInt(MAX_EDITS);
        for (int i = 0; i < edits; i++) {
            input = edit(input, random);
        }
        return input.length > MAX_BYTES ? Arrays.copyOf(input, MAX_BYTES) : input;
    }

    private byte[] edit(byte[] input, RandomGenerator random) {
        int from = random.nextInt(input.length + 1);
        int to = Math.min(input.length, from + length(random));
        return switch (random.nextInt(9)) {
            case 0 -> replace(input, from, to, new byte[0]);
            case 1 -> replace(input, from, from, word(random));
            case 2 -> replace(input, from, to, word(random));
            case 3 -> replace(input, from, from, Arrays.copyOfRange(input, from, to));
            case 4 -> replace(input, from, from, repeated(word(random), 1 + length(random)));
            case 5 -> flip(input, random);
            case 6 -> Arrays.copyOf(input, from);
            case 7 -> {
                var other = seed(random);
                int start = random.nextInt(other.length + 1);
                yield replace(input, from, to, Arrays.copyOfRange(other, start, other.length));
            }
            default -> {
                var bytes = new byte[length(random)];
                random.nextBytes(bytes);
                yield replace(input, from, to, bytes);
            }
        };
    }

    /// Mostly short, now and then long.
    private static int length(RandomGenerator random) {
        return random.nextInt(1, 2 << random.nextInt(9));
    }

    private byte[] seed(RandomGenerator random) {
        return seeds.get(random.nextInt(seeds.size()));
    }

    private byte[] word(RandomGenerator random) {
        return words.get(random.nextInt(words.size()));
    }

    private static byte[] flip(byte[] input, RandomGenerator random) {
        if (input.length == 0) {
            return input;
        }
        var changed = input.clone();
        changed[random.nextInt(changed.length)] ^= (byte) (1 << random.nextInt(8));
        return changed;
    }

    private static byte[] repeated(byte[] word, int times) {
        int count = Math.clamp(MAX_BYTES / Math.max(1, word.length), 1, times);
        var all = new byte[word.length * count];
        for (int i = 0; i < count; i++) {
            System.arraycopy(word, 0, all, i * word.length, word.length);
        }
        return all;
    }

    private static byte[] replace(byte[] input, int from, int to, byte[] middle) {
        var all = new byte[from + middle.length + input.length - to];
        System.arraycopy(input, 0, all, 0, from);
        System.arraycopy(middle, 0, all, from, middle.length);
        System.arraycopy(input, to, all, from + middle.length, input.length - to);
        return all;
    }
}
