package souk.gateway.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;
import souk.core.json.JsonObject;
import souk.core.market.ResourceClass;
import souk.core.value.LeaseId;
import souk.core.value.UnitPrices;
import souk.gateway.cost.LedgerOfLeases;
import souk.gateway.cost.UsageBook;
import souk.gateway.pay.CostLedger;
import souk.gateway.s3.Account;
import souk.gateway.s3.Accounts;
import souk.gateway.store.BucketName;
import souk.gateway.store.Folders;
import souk.gateway.store.Metadata;
import souk.gateway.store.TenantId;
import souk.net.Metrics;
import souk.net.NodeServer;
import souk.sdk.api.SoukApi;
import souk.sdk.cost.CostLine;
import souk.sql.Sqlite;
import souk.trust.sigv4.Credentials;

final class CostDoorTest {
    private static final TenantId OWNER = new TenantId("owner");
    private static final Credentials KEYS = new Credentials("owner-key", "owner-secret");
    private static final Credentials STRANGER = new Credentials("other-key", "other-secret");
    private static final long DAY = 20_000;
    private static final int LEASES = 5;

    @TempDir
    private Path folder = Path.of("");

    private final List<AutoCloseable> open = new ArrayList<>();
    private Optional<SoukApi> api = Optional.empty();
    private Optional<SoukApi> stranger = Optional.empty();

    @BeforeEach
    void serve() {
        var market = new LedgerOfLeases();
        for (int i = 1; i <= LEASES; i++) {
            market.open(i, ResourceClass.STORAGE, UnitPrices.of(1_000_000_000_000_000_000L), 1_000);
        }
        var metadata = Metadata.open(folder.resolve("metadata.db"));
        var database = Sqlite.open(folder.resolve("market.db"), List.of(CostLedger.SCHEMA, CostLedger.DAYS));
        var ledger = new CostLedger(database);
        var bucket = metadata.buckets()
                .create(new BucketName("photos"), OWNER, "us-east-1", new byte[] {1}, Instant.EPOCH)
                .bucket();
        ledger.count(
                OWNER,
                1,
                DAY,
                Map.of(LedgerOfLeases.lease(1), BigInteger.valueOf(60)),
                List.of(new Folders.Weight(bucket.id(), "", 1)));
        var accounts = Accounts.of(List.of(
                new Account(KEYS, OWNER, "owner"), new Account(STRANGER, new TenantId("stranger"), "stranger")));
        var door = new CostDoor(
                new Callers(accounts, InstantSource.system()),
                Map.of(OWNER, LedgerOfLeases.PAYER),
                market.report(CostDoorTest::marks, _ -> Optional.empty()),
                ledger,
                metadata.buckets());
        var server = NodeServer.startLocal(
                NodeServer.Options.of("127.0.0.1", 0), door.routes(), new Metrics(), new SecureRandom());
        var mine = new SoukApi(server.endpoint(), KEYS, InstantSource.system());
        var others = new SoukApi(server.endpoint(), STRANGER, InstantSource.system());
        api = Optional.of(mine);
        stranger = Optional.of(others);
        open.addAll(List.of(metadata, database, server, mine, others));
    }

    /// Twenty units on each of two days.
    private static List<UsageBook.Mark> marks(LeaseId lease) {
        return List.of(mark(DAY, 20), mark(DAY + 1, 40));
    }

    private static UsageBook.Mark mark(long day, long sum) {
        var until = Instant.ofEpochSecond((day + 1) * 86_400);
        return new UsageBook.Mark(day, until, List.of(BigInteger.valueOf(sum)), BigInteger.valueOf(sum));
    }

    @AfterEach
    void close() throws Exception {
        for (var part : open.reversed()) {
            part.close();
        }
    }

    @Test
    void pagesTogetherHoldEveryLineOnce() {
        var lines = new ArrayList<CostLine>();
        var pages = 0;
        Optional<String> after = Optional.of("");
        while (after.isPresent()) {
            var page = get("/v1/costs?limit=3&after=" + after.get());
            page.array("lines").objects().map(CostLine::from).forEach(lines::add);
            after = page.optionalText("next");
            pages++;
        }

        assertThat(pages).isEqualTo(3);
        assertThat(lines).hasSize(2 * LEASES).doesNotHaveDuplicates();
        assertThat(lines.stream().map(CostLine::amount).reduce(BigDecimal.ZERO, BigDecimal::add))
                .isEqualByComparingTo("0.0002");
        assertThat(lines).allSatisfy(line -> assertThat(line.provider()).isEqualTo("north"));
    }

    @Test
    void aPeriodHasItsFirstDayAndNotItsLast() {
        var lines = get("/v1/costs?since=2024-10-04&until=2024-10-05").array("lines");

        assertThat(lines.objects().map(line -> line.text("from")))
                .hasSize(LEASES)
                .allMatch(it -> it.startsWith("2024-10-04"));
        assertThat(get("/v1/costs?since=2030-01-01").array("lines").objects()).isEmpty();
    }

    @Test
    void bucketsAndWhatIsNotToldApartAreTheWhole() {
        var answer = get("/v1/costs/buckets");

        assertThat(answer.array("buckets").objects().map(JsonObject::toString))
                .containsExactly(
                        "{\"amount\":\"0.00006\",\"bucket\":\"photos\"}",
                        "{\"amount\":\"0.00014\",\"bucket\":\"(storage, not told apart)\"}");
        assertThat(answer.text("total")).isEqualTo("0.0002");
    }

    @Test
    void wrongDaysAndLimitsAreRefusedClearly() {
        assertRefused("/v1/costs?since=yesterday", ErrorCode.BAD_REQUEST, "since must be a day such as");
        assertRefused("/v1/costs?since=2026-01-02&until=2026-01-02", ErrorCode.BAD_REQUEST, "before until");
        assertRefused("/v1/costs?limit=0", ErrorCode.BAD_REQUEST, "limit must be");
        assertRefused("/v1/costs/buckets?until=2026-13-01", ErrorCode.BAD_REQUEST, "until must be a day");
    }

    @Test
    void whoHasNoTenantSeesNothing() {
        assertThatThrownBy(() -> stranger.orElseThrow().get("/v1/costs"))
                .isInstanceOfSatisfying(
                        SoukException.class,
                        refused -> assertThat(refused.code()).isEqualTo(ErrorCode.FORBIDDEN));
    }

    private void assertRefused(String path, ErrorCode code, String why) {
        assertThatThrownBy(() -> get(path))
                .hasMessageContaining(why)
                .isInstanceOfSatisfying(
                        SoukException.class,
                        refused -> assertThat(refused.code()).isEqualTo(code));
    }

    private JsonObject get(String path) {
        return api.orElseThrow().get(path);
    }
}
