package souk.sdk.yaml;

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
public final class YamlReader {
    private static final int MAX_ALIASES = 50;

    private final Node node;
    private final ErrorCode complaint;

    private YamlReader(Node node, ErrorCode complaint) {
        this.node = node;
        this.complaint = complaint;
    }

    /// Reads a text of one document.
    ///
    /// @param label what the text is, for complaints
    /// @param complaint their code
    /// @throws SoukException with that code
    public static YamlReader read(String text, int maxBytes, String label, ErrorCode complaint) {
        var settings = LoadSettings.builder()
                .setLabel(label)
                .setMaxAliasesForCollections(MAX_ALIASES)
                .setCodePointLimit(maxBytes)
                .setAllowDuplicateKeys(false)
                .build();
        try {
            return new Compose(settings)
                    .composeString(text)
                    .map(node -> new YamlReader(node, complaint))
                    .orElseThrow(() -> new SoukException(complaint, "the " + label + " is empty"));
        } catch (YamlEngineException | IndexOutOfBoundsException e) {
            // The library reads beyond its buffer where a document breaks off at the buffer's end.
            throw new SoukException(complaint, "not YAML: " + e, e);
        }
    }

    public boolean isMapping() {
        return node instanceof MappingNode;
    }

    /// Refuses every member not named here.
    public void allow(String... known) {
        var allowed = Set.of(known);
        for (NodeTuple pair : mapping().getValue()) {
            var key = at(pair.getKeyNode());
            if (!allowed.contains(key.scalar())) {
                throw key.bad("'" + key.scalar() + "' is not supported here; supported: "
                        + String.join(", ", Arrays.stream(known).sorted().toList()));
            }
        }
    }

    public Optional<YamlReader> member(String name) {
        return mapping().getValue().stream()
                .filter(pair -> at(pair.getKeyNode()).scalar().equals(name))
                .map(pair -> at(pair.getValueNode()))
                .findFirst();
    }

    public List<String> names() {
        return mapping().getValue().stream()
                .map(pair -> at(pair.getKeyNode()).scalar())
                .toList();
    }

    public List<YamlReader> elements() {
        if (node instanceof SequenceNode sequence) {
            return sequence.getValue().stream().map(this::at).toList();
        }
        throw bad("a list expected");
    }

    /// A list of strings, or one string cut at spaces.
    public List<String> words() {
        return node instanceof SequenceNode
                ? elements().stream().map(YamlReader::scalar).toList()
                : List.of(scalar().strip().split("\\s+"));
    }

    public String text() {
        return scalar();
    }

    public long integer() {
        try {
            return Long.parseLong(scalar().replace("_", ""));
        } catch (NumberFormatException e) {
            throw bad("a whole number expected");
        }
    }

    /// The text of a string, number or boolean as it is written.
    public String scalar() {
        if (node instanceof ScalarNode scalar) {
            return scalar.getValue();
        }
        throw bad("a single value expected");
    }

    public SoukException bad(String what) {
        var where = node.getStartMark()
                .map(mark -> "line " + (mark.getLine() + 1) + ", column " + (mark.getColumn() + 1) + ": ")
                .orElse("");
        return new SoukException(complaint, where + what);
    }

    private YamlReader at(Node inner) {
        return new YamlReader(inner, complaint);
    }

    private MappingNode mapping() {
        if (node instanceof MappingNode mapping) {
            return mapping;
        }
        throw bad("a mapping expected");
    }
}
