package souk.compute;

import java.math.BigInteger;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import souk.core.hash.Sha256;
import souk.core.json.Json;
import souk.core.json.JsonObject;
import souk.core.value.Digest;

/// What a provider says came out of a job: enough to check it by running the job again.
///
/// @param module SHA-256 of the program as the consumer sent it
/// @param inputs by guest path, e.g. `in/market.txt`
/// @param outputs by guest path, e.g. `out/result.txt`
public record ResultCommitment(
        Digest module,
        SortedMap<String, Digest> inputs,
        SortedMap<String, FileDigest> outputs,
        int exitCode,
        Usage usage) {

    public ResultCommitment {
        inputs = Collections.unmodifiableSortedMap(new TreeMap<>(inputs));
        outputs = Collections.unmodifiableSortedMap(new TreeMap<>(outputs));
    }

    /// The digest of everything, usage included: what the provider signs.
    public Digest digest() {
        return Digest.of(Sha256.hash(canonical()));
    }

    /// The digest of what two honest runs with [Surroundings.Fixed] agree on: all but time and memory.
    public Digest repeatableDigest() {
        return Digest.of(Sha256.hash(
                repeatable().amount("instructions", instructions()).build().canonical()));
    }

    /// RFC 8785 bytes of [#toJson].
    public byte[] canonical() {
        return toJson().canonical();
    }

    public JsonObject toJson() {
        return repeatable()
                .put(
                        "usage",
                        Json.object()
                                .put("cpuMillis", usage.cpuMillis())
                                .amount("memoryByteSeconds", BigInteger.valueOf(usage.memoryByteSeconds()))
                                .amount("instructions", instructions())
                                .put("wallMillis", usage.wallMillis())
                                .put("peakMemoryBytes", usage.peakMemoryBytes())
                                .put("outputBytes", usage.outputBytes())
                                .build())
                .build();
    }

    /// Reads what [#toJson] wrote.
    ///
    /// @throws souk.core.error.SoukException `BAD_JSON` for anything else
    public static ResultCommitment from(JsonObject json) {
        var inputs = new TreeMap<String, Digest>();
        var inputJson = json.object("inputs");
        inputJson.members().keySet().forEach(name -> inputs.put(name, new Digest(inputJson.text(name))));
        var outputs = new TreeMap<String, FileDigest>();
        var outputJson = json.object("outputs");
        outputJson.members().keySet().forEach(name -> outputs.put(name, fileDigest(outputJson.object(name))));
        return new ResultCommitment(
                new Digest(json.text("module")),
                inputs,
                outputs,
                Math.toIntExact(json.integer("exitCode")),
                usage(json.object("usage")));
    }

    private static FileDigest fileDigest(JsonObject json) {
        return new FileDigest(new Digest(json.text("sha256")), json.integer("size"));
    }

    private static Usage usage(JsonObject json) {
        return new Usage(
                json.integer("cpuMillis"),
                json.amount("memoryByteSeconds").longValueExact(),
                json.amount("instructions").longValueExact(),
                json.integer("wallMillis"),
                json.integer("peakMemoryBytes"),
                json.integer("outputBytes"));
    }

    private JsonObject.Builder repeatable() {
        var inputJson = Json.object();
        inputs.forEach((name, digest) -> inputJson.put(name, digest.hex()));
        var outputJson = Json.object();
        for (Map.Entry<String, FileDigest> output : outputs.entrySet()) {
            outputJson.put(
                    output.getKey(),
                    Json.object()
                            .put("sha256", output.getValue().sha256().hex())
                            .put("size", output.getValue().size())
                            .build());
        }
        return Json.object()
                .put("module", module.hex())
                .put("inputs", inputJson.build())
                .put("outputs", outputJson.build())
                .put("exitCode", exitCode);
    }

    private BigInteger instructions() {
        return BigInteger.valueOf(usage.instructions());
    }
}
