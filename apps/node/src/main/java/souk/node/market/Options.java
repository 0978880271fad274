package souk.node.market;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;

/// The words behind a verb: `--name value`, `--flag` and plain words.
record Options(Map<String, String> values, Set<String> flags, List<String> words) {
    private static final Set<String> VALUES = Set.of(
            "--data",
            "--providers",
            "--port",
            "--epoch",
            "--profile",
            "--lease",
            "--offline",
            "--max-deviation",
            "--indexed",
            "--gateways",
            "--relays",
            "--metadata",
            "--slo");
    private static final Set<String> FLAGS =
            Set.of("--detach", "--json", "--processes", "--supervise", "--delegate-repair", "--fixed");

    static Options parse(List<String> arguments) {
        var values = new HashMap<String, String>();
        var flags = new HashSet<String>();
        var words = new ArrayList<String>();
        for (int i = 0; i < arguments.size(); i++) {
            var word = arguments.get(i);
            if (VALUES.contains(word)) {
                if (++i == arguments.size()) {
                    throw new SoukException(ErrorCode.BAD_REQUEST, word + " needs a value");
                }
                values.put(word, arguments.get(i));
            } else if (FLAGS.contains(word)) {
                flags.add(word);
            } else if (word.startsWith("-")) {
                throw new SoukException(ErrorCode.BAD_REQUEST, "unknown option " + word + ": see ./souk help");
            } else {
                words.add(word);
            }
        }
        return new Options(Map.copyOf(values), Set.copyOf(flags), List.copyOf(words));
    }

    Optional<String> value(String name) {
        return Optional.ofNullable(values.get(name));
    }

    Optional<Integer> number(String name) {
        return value(name).map(text -> {
            try {
                return Integer.parseInt(text);
            } catch (NumberFormatException e) {
                throw new SoukException(ErrorCode.BAD_REQUEST, name + " must be a number, not " + text, e);
            }
        });
    }

    boolean has(String flag) {
        return flags.contains(flag);
    }
}
