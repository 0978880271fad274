package souk.bench;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;
import souk.core.json.Json;
import souk.core.json.JsonObject;
import souk.trust.sigv4.Credentials;

/// What the caller chose.
///
/// @param root the checkout
/// @param data folder of the market; when empty, the environment tells where the market is
/// @param sizeBytes of the large object
/// @param clients that send at once
/// @param rounds repetitions of what takes long
/// @param restart whether the market may be stopped
/// @param peer whether programs that do the same are measured too
/// @param seed what follows from chance follows from it
/// @param minutes how long a campaign lasts
/// @param processes whether a campaign gives each provider a process of its own
/// @param load how much a comparison does
record Setting(
        Path root,
        Map<String, String> environment,
        Optional<String> data,
        long sizeBytes,
        int clients,
        int rounds,
        boolean restart,
        boolean peer,
        long seed,
        long minutes,
        boolean processes,
        Load load) {
    private static final String ACCOUNT = "owner";

    /// Where the gateway is and who calls it.
    record Market(URI s3, URI api, Credentials credentials) {}

    /// @param seconds each cell of a comparison lasts
    /// @param keys that are listed
    /// @param offers most in an order book
    /// @param providers of a simulated market
    /// @param orders to a simulated market
    record Load(int seconds, int keys, int offers, int providers, int orders) {}

    /// From `SOUK_API` and `AWS_*` if they are set and no folder was named, otherwise from the market's folder.
    Market market() throws IOException {
        return data.isEmpty() && environment.containsKey("SOUK_API") ? fromEnvironment() : marketIn(folder());
    }

    Path folder() {
        return data.or(() -> Optional.ofNullable(environment.get("SOUK_HOME")))
                .map(Path::of)
                .orElseGet(() -> Path.of(System.getProperty("user.home"), ".souk"));
    }

    /// A file of the checkout.
    Path file(String path) {
        var file = root.resolve(path);
        if (Files.notExists(file)) {
            throw new SoukException(ErrorCode.NOT_FOUND, "there is no " + file + ": build first, ./souk build");
        }
        return file;
    }

    private Market fromEnvironment() {
        return new Market(
                URI.create(variable("AWS_ENDPOINT_URL")),
                URI.create(variable("SOUK_API")),
                new Credentials(variable("AWS_ACCESS_KEY_ID"), variable("AWS_SECRET_ACCESS_KEY")));
    }

    private String variable(String name) {
        return Optional.ofNullable(environment.get(name))
                .orElseThrow(() -> new SoukException(ErrorCode.BAD_REQUEST, name + " is not set"));
    }

    /// The market that lives in a folder, running or not.
    static Market marketIn(Path folder) throws IOException {
        long port = read(folder, "market.json").integer("basePort");
        var account = read(folder, "credentials.json")
                .array("accounts")
                .objects()
                .filter(it -> it.text("name").equals(ACCOUNT))
                .findFirst()
                .orElseThrow(() -> new SoukException(ErrorCode.NOT_FOUND, "no account called " + ACCOUNT));
        return new Market(
                URI.create("http://127.0.0.1:" + (port + 1)),
                URI.create("http://127.0.0.1:" + (port + 2)),
                new Credentials(account.text("accessKey"), account.text("secretKey")));
    }

    private static JsonObject read(Path folder, String name) throws IOException {
        try {
            return Json.parseObject(Files.readAllBytes(folder.resolve(name)));
        } catch (NoSuchFileException e) {
            throw new SoukException(
                    ErrorCode.NOT_FOUND, "no market in " + folder + ": start one with ./souk up --detach", e);
        }
    }
}
