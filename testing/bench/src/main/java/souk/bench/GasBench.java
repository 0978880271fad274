package souk.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import souk.core.json.Json;
import souk.core.json.JsonObject;

/// What the contracts cost, from the snapshot that their tests keep true, beside a task of iExec.
final class GasBench implements Bench {
    /// A classic task of PoCo 6.1.0 with one worker, from matching its orders to its result.
    private static final long IEXEC_TASK = 1_640_900;

    @Override
    public List<Figure> measure(Setting setting) throws IOException {
        var snapshot = Json.parseObject(Files.readAllBytes(setting.file("contracts/gas.json")));
        var figures = new ArrayList<Figure>();
        for (var name : snapshot.members().keySet()) {
            var entry = snapshot.object(name);
            figures.add(gas(name, entry.integer("gas"), "whole transaction, contracts/gas.json"));
            if (entry.has("perVoucher")) {
                figures.add(gas(name + ", each", entry.integer("perVoucher"), "a voucher"));
            }
        }
        figures.add(job(snapshot));
        figures.add(gas("iExec: one task", IEXEC_TASK, "PoCo 6.1.0, classic, one worker"));
        return figures;
    }

    /// One job as the gateway runs it: lease from the balance, the provider's report, and both close with the payment.
    private static Figure job(JsonObject snapshot) {
        long gas = gas(snapshot, "openLease, escrow from balance")
                + gas(snapshot, "activate")
                + gas(snapshot, "closeCooperative");
        return gas(
                "one job: open, activate, close", gas, "1/%.1f of an iExec task".formatted((double) IEXEC_TASK / gas));
    }

    private static long gas(JsonObject snapshot, String name) {
        return snapshot.object(name).integer("gas");
    }

    private static Figure gas(String name, long gas, String note) {
        return new Figure(name, gas, "gas", note);
    }
}
