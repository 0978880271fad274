package souk.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;
import souk.core.json.Json;
import souk.core.json.JsonObject;
import souk.sdk.api.SoukApi;
import souk.trust.sigv4.Credentials;

/// Where the gateway is and who calls it: the environment first, then the folder of the local market.
///
/// @param s3 endpoint of the S3 door
/// @param api address of the REST door
record Session(URI s3, URI api, Credentials credentials) {
    /// From `SOUK_API` and `AWS_*` when all are set, otherwise from the market's folder.
    static Session of(Map<String, String> environment, Optional<String> data, String account) {
        boolean told = data.isEmpty()
                && environment.containsKey("SOUK_API")
                && environment.containsKey("AWS_ACCESS_KEY_ID")
                && environment.containsKey("AWS_SECRET_ACCESS_KEY");
        return told ? fromEnvironment(environment) : fromFolder(folder(environment, data), account);
    }

    SoukApi open() {
        return new SoukApi(api, credentials, InstantSource.system());
    }

    static Session fromFolder(Path folder, String account) {
        int port = (int) read(folder.resolve("market.json")).integer("basePort");
        var found = read(folder.resolve("credentials.json"))
                .array("accounts")
                .objects()
                .filter(it -> it.text("name").equals(account))
                .findFirst()
                .orElseThrow(() -> new SoukException(ErrorCode.NOT_FOUND, "no account called " + account));
        return new Session(
                URI.create("http://127.0.0.1:" + (port + 1)),
                URI.create("http://127.0.0.1:" + (port + 2)),
                new Credentials(found.text("accessKey"), found.text("secretKey")));
    }

    static Path folder(Map<String, String> environment, Optional<String> data) {
        return data.or(() -> Optional.ofNullable(environment.get("SOUK_HOME")))
                .map(Path::of)
                .orElseGet(() -> Path.of(System.getProperty("user.home"), ".souk"));
    }

    private static Session fromEnvironment(Map<String, String> environment) {
        return new Session(
                URI.create(environment.getOrDefault("AWS_ENDPOINT_URL", "")),
                URI.create(environment.getOrDefault("SOUK_API", "")),
                new Credentials(
                        environment.getOrDefault("AWS_ACCESS_KEY_ID", ""),
                        environment.getOrDefault("AWS_SECRET_ACCESS_KEY", "")));
    }

    private static JsonObject read(Path file) {
        try {
            return Json.parseObject(Files.readAllBytes(file));
        } catch (java.nio.file.NoSuchFileException e) {
            throw new SoukException(
                    ErrorCode.NOT_FOUND,
                    "no market in " + file.getParent() + ": start one with ./souk up, or name it with --data",
                    e);
        } catch (SoukException e) {
            throw new SoukException(
                    ErrorCode.CORRUPT, file + " is damaged (" + e.getMessage() + "): restore it from a copy", e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
