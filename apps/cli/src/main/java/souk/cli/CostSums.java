package souk.cli;

import java.io.PrintStream;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;
import souk.core.json.Json;
import souk.core.json.JsonObject;
import souk.sdk.cost.CostLine;
import souk.sdk.cost.Csv;

/// Charges summed by something. Money that only moved is left out.
final class CostSums {
    private final String name;
    private final Function<CostLine, String> key;
    private final Map<String, BigDecimal> sums = new TreeMap<>();

    CostSums(String name, Function<CostLine, String> key) {
        this.name = name;
        this.key = key;
    }

    void add(CostLine line) {
        if (line.kind().isCharge()) {
            sums.merge(key.apply(line), line.amount(), BigDecimal::add);
        }
    }

    void add(String group, String amount) {
        sums.merge(group, new BigDecimal(amount), BigDecimal::add);
    }

    void print(PrintStream out, CostCommand.Format format) {
        var total = CostLine.plain(sums.values().stream().reduce(BigDecimal.ZERO, BigDecimal::add));
        switch (format) {
            case TABLE -> table(out, total);
            case JSON ->
                out.println(Json.object()
                        .put("by", name)
                        .put(
                                "sums",
                                Json.array(
                                        sums.keySet().stream().map(this::json).toList()))
                        .put("charged", total)
                        .put("currency", CostLine.CURRENCY)
                        .build());
            case CSV -> {
                out.print(Csv.row(List.of(name, "amount", "currency")));
                sums.forEach((group, amount) ->
                        out.print(Csv.row(List.of(Csv.text(group), CostLine.plain(amount), CostLine.CURRENCY))));
            }
            case FOCUS -> throw new SoukException(ErrorCode.BAD_REQUEST, "FOCUS has no sums");
        }
    }

    private void table(PrintStream out, String total) {
        var rows = new Rows(name, "amount");
        sums.keySet().forEach(group -> rows.add(json(group)));
        rows.print(out, "No costs in this time: they come with the first epoch that stores anything");
        if (!sums.isEmpty()) {
            out.println("charged " + total + " " + CostLine.CURRENCY);
        }
    }

    private JsonObject json(String group) {
        return Json.object()
                .put(name, group)
                .put("amount", CostLine.plain(sums.getOrDefault(group, BigDecimal.ZERO)))
                .build();
    }
}
