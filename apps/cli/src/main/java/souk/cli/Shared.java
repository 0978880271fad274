package souk.cli;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
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
}
