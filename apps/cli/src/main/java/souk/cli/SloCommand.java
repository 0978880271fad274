package souk.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import souk.core.json.Json;
import souk.core.json.JsonObject;
import souk.sdk.slo.OpenSlo;

/// `souk slo`.
@Command(
        name = "slo",
        description = "Service level objectives in OpenSLO v1.",
        subcommands = {SloCommand.Check.class, SloCommand.Example.class})
final class SloCommand {
    /// The text of a file that was found good.
    ///
    /// @throws souk.core.error.SoukException `BAD_SLO` with line and column
    static String checked(Path file) throws IOException {
        var text = Files.readString(file);
        OpenSlo.parse(text);
        return text;
    }

    @Command(
            name = "check",
            description = "Read a document as the market does; say what it promises, or what is wrong.")
    static final class Check implements Callable<Integer> {
        @Parameters(paramLabel = "FILE", description = "The OpenSLO document.")
        private Path file = Path.of("slo.yaml");

        @Option(names = "--json", description = "Print JSON.")
        private boolean json;

        @Override
        public Integer call() throws IOException {
            var slo = OpenSlo.parse(Files.readString(file));
            Main.show(described(slo), json);
            return 0;
        }

        private static JsonObject described(OpenSlo slo) {
            return Json.object()
                    .put("name", slo.name())
                    .put("document", slo.document().hex())
                    .put("canonical", slo.canonical())
                    .build();
        }
    }

    @Command(name = "example", description = "Print the document that storage leases have where nothing else is said.")
    static final class Example implements Callable<Integer> {
        @Override
        public Integer call() {
            System.out.print(OpenSlo.storageText());
            return 0;
        }
    }
}
