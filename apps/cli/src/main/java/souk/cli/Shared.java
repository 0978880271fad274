package souk.cli;

import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import souk.core.json.JsonObject;
import souk.sdk.api.SoukApi;

/// Options that every command takes.
final class Shared {
    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Folder of the local market (default: SOUK_HOME, then ~/.souk).")
    private @Nullable String data;

    @Option(
            names = "--account",
            paramLabel = "NAME",
            defaultValue = "owner",
            description = "Account: owner, second or tenant (default: ${DEFAULT-VALUE}).")
    private String account = "owner";

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    boolean json() {
        return json;
    }

    Optional<String> data() {
        return Optional.ofNullable(data);
    }

    String account() {
        return account;
    }

    SoukApi api() {
        return Session.of(System.getenv(), data(), account).open();
    }

    /// Prints a list that the gateway answers with: the member `name` of the answer, a column a member of its objects.
    ///
    /// @return the exit code
    int table(String path, String name, String empty, String... columns) {
        try (var api = api()) {
            Rows.print(System.out, json, api.get(path), name, empty, columns);
        }
        return 0;
    }

    /// Prints what the gateway answers, a member a line.
    ///
    /// @return the exit code
    int show(Function<SoukApi, JsonObject> ask) {
        try (var api = api()) {
            Main.show(ask.apply(api), json);
        }
        return 0;
    }
}
