package souk.evm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import souk.core.json.Json;

/// The committed interfaces and code of the contracts against what forge built, where it did.
final class ContractResourcesTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "SoukToken",
                "TestStablecoin",
                "SoukTimelock",
                "Parameters",
                "ProviderRegistry",
                "Market",
                "StorageAudits",
                "BondedPool",
                "Arbitration",
                "ServiceLevels",
                "Rewards",
                "SteppedPenalty",
                "RecordAnchor"
            })
    void areWhatForgeBuilt(String name) throws IOException {
        var built = Path.of("../../contracts/out/" + name + ".sol/" + name + ".json");
        Assumptions.assumeTrue(Files.exists(built), "contracts are not built");
        var output = Json.parseObject(Files.readAllBytes(built));

        var committed = Json.parse(resource(name));

        assertThat(committed)
                .as("run node contracts/scripts/export-abi.mjs")
                .isEqualTo(Json.object()
                        .put("abi", output.array("abi"))
                        .put("bytecode", output.object("bytecode").text("object"))
                        .build());
    }

    private static String resource(String name) throws IOException {
        try (var stream = ContractResourcesTest.class.getResourceAsStream("/souk/evm/" + name + ".json")) {
            return new String(Objects.requireNonNull(stream).readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
