package souk.sdk.compose;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;

/// A place in a YAML document that knows its line, so that each complaint can name it.
final class YamlReader {
    private static final int MAX_ALIASES = 50;

    private final Node node;

    private YamlReader(Node node) {
        this.node = node;
    }

    static YamlReader read(String text, int maxBytes) {
        var settings = LoadSettings.builder()
                .setLabel("compose file")
                .setMaxAliasesForCollections(MAX_ALIASES)
                .setCodePointLimit(maxBytes)
                .setAllowDuplicateKeys(false)
                .build();
        try {
            return new YamlReader(new Compose(settings)
                    .composeString(text)
                    .orElseThrow(() -> new SoukException(ErrorCode.BAD_COMPOSE, "the Compose file is empty")));
        } catch (YamlEngineException e) {
            throw new SoukException(ErrorCode.BAD_COMPOSE, "not YAML: " + e, e);
        }
    }

    boolean isMapping() {
        return node instanceof MappingNode;
    }

    /// Refuses every member not named here.
    void allow(String... known) {
        var allowed = Set.of(known);
        for (NodeTuple pair : mapping().getValue()) {
            var key = new YamlReader(pair.getKeyNode());
            if (!allowed.contains(key.scalar())) {
                throw key.bad("'" + key.scalar() + "' is not supported here; supported: "
                        + String.join(", ", Arrays.stream(known).sorted().toList()));
            }
        }
    }

    Optional<YamlReader> member(String name) {
        return mapping().getValue().stream()
                .filter(pair -> new YamlReader(pair.getKeyNode()).scalar().equals(name))
                .map(pair -> new YamlReader(pair.getValueNode()))
                .findFirst();
    }

    List<String> names() {
        return mapping().getValue().stream()
                .map(pair -> new YamlReader(pair.getKeyNode()).scalar())
                .toList();
    }

    List<YamlReader> elements() {
        if (node instanceof SequenceNode sequence) {
            return sequence.getValue().stream().map(YamlReader::new).toList();
        }
        throw bad("a list expected");
    }

    /// A list of strings, or one string cut at spaces.
    List<String> words() {
        return node instanceof SequenceNode
                ? elements().stream().map(YamlReader::scalar).toList()
                : List.of(scalar().strip().split("\\s+"));
    }

    String text() {
        return scalar();
    }

    long integer() {
        try {
            return Long.parseLong(scalar().replace("_", ""));
        } catch (NumberFormatException e) {
            throw bad("a whole number expected");
        }
    }

    /// The text of a string, number or boolean as it is written.
    String scalar() {
        if (node instanceof ScalarNode scalar) {
            return scalar.getValue();
        }
        throw bad("a single value expected");
    }

    SoukException bad(String what) {
        var where = node.getStartMark()
                .map(mark -> "line " + (mark.getLine() + 1) + ", column " + (mark.getColumn() + 1) + ": ")
                .orElse("");
        return new SoukException(ErrorCode.BAD_COMPOSE, where + what);
    }

    private MappingNode mapping() {
        if (node instanceof MappingNode mapping) {
            return mapping;
        }
        throw bad("a mapping expected");
    }
}
