package souk.orchestration.workload;

import java.math.BigInteger;
import java.util.List;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;
import souk.core.json.Json;
import souk.core.json.JsonObject;

/// Where a job stands. Readings are in the meter order of compute.
public sealed interface JobStatus {
    /// Waiting for its turn.
    record Pending() implements JobStatus {}

    /// Module and inputs are being fetched.
    record Fetching() implements JobStatus {}

    /// The program runs.
    record Running() implements JobStatus {}

    /// The program ended well; its outputs are being uploaded.
    record Uploading(List<BigInteger> readings) implements JobStatus {
        public Uploading {
            readings = List.copyOf(readings);
        }
    }

    /// Everything is done.
    record Succeeded(List<BigInteger> readings, List<OutputFile> outputs) implements JobStatus {
        public Succeeded {
            readings = List.copyOf(readings);
            outputs = List.copyOf(outputs);
        }
    }

    /// It did not work out.
    ///
    /// @param message for the consumer
    /// @param readings what was used until then
    record Failed(JobFailure failure, String message, List<BigInteger> readings) implements JobStatus {
        public Failed {
            readings = List.copyOf(readings);
        }
    }

    /// The consumer stopped it.
    record Stopped(List<BigInteger> readings) implements JobStatus {
        public Stopped {
            readings = List.copyOf(readings);
        }
    }

    /// Whether nothing will happen any more.
    default boolean isFinal() {
        return switch (this) {
            case Pending _, Fetching _, Running _, Uploading _ -> false;
            case Succeeded _, Failed _, Stopped _ -> true;
        };
    }

    /// The state's name: `PENDING`, `FETCHING`, `RUNNING`, `UPLOADING`, `SUCCEEDED`, `FAILED`, `STOPPED`.
    default String name() {
        return switch (this) {
            case Pending _ -> "PENDING";
            case Fetching _ -> "FETCHING";
            case Running _ -> "RUNNING";
            case Uploading _ -> "UPLOADING";
            case Succeeded _ -> "SUCCEEDED";
            case Failed _ -> "FAILED";
            case Stopped _ -> "STOPPED";
        };
    }

    default JsonObject toJson() {
        var json = Json.object().put("state", name());
        return switch (this) {
            case Pending _, Fetching _, Running _ -> json.build();
            case Uploading(List<BigInteger> readings) ->
                json.amounts("readings", readings).build();
            case Succeeded(List<BigInteger> readings, List<OutputFile> outputs) ->
                json.amounts("readings", readings)
                        .put(
                                "outputs",
                                Json.array(
                                        outputs.stream().map(OutputFile::toJson).toList()))
                        .build();
            case Failed(JobFailure failure, String message, List<BigInteger> readings) ->
                json.put("failure", failure.name())
                        .put("message", message)
                        .amounts("readings", readings)
                        .build();
            case Stopped(List<BigInteger> readings) ->
                json.amounts("readings", readings).build();
        };
    }

    /// Reads what [#toJson] wrote.
    static JobStatus from(JsonObject json) {
        return switch (json.text("state")) {
            case "PENDING" -> new Pending();
            case "FETCHING" -> new Fetching();
            case "RUNNING" -> new Running();
            case "UPLOADING" -> new Uploading(json.amounts("readings"));
            case "SUCCEEDED" ->
                new Succeeded(
                        json.amounts("readings"),
                        json.array("outputs").objects().map(OutputFile::from).toList());
            case "FAILED" ->
                new Failed(JobFailure.valueOf(json.text("failure")), json.text("message"), json.amounts("readings"));
            case "STOPPED" -> new Stopped(json.amounts("readings"));
            default -> throw new SoukException(ErrorCode.BAD_JSON, "no job is " + json.text("state"));
        };
    }
}
