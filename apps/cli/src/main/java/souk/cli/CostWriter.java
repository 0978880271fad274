package souk.cli;

import java.io.PrintStream;
import java.math.BigDecimal;
import souk.core.json.Json;
import souk.sdk.cost.CostCsv;
import souk.sdk.cost.CostLine;
import souk.sdk.cost.FocusCsv;

/// Writes the lines of a cost report as they come.
final class CostWriter {
    private static final String ROW = "%-10s  %-10s  %-7s  %-14s  %-17s  %20s  %s%n";
    /// `0x` and eight digits name a lease well enough for a person.
    private static final int SHORT = 10;

    private final CostCommand.Format format;
    private final PrintStream out;
    private BigDecimal charged = BigDecimal.ZERO;
    private long lines;

    CostWriter(CostCommand.Format format, PrintStream out) {
        this.format = format;
        this.out = out;
    }

    void begin() {
        switch (format) {
            case TABLE -> {}
            case JSON -> out.print("{\"lines\":[");
            case CSV -> out.print(CostCsv.header());
            case FOCUS -> out.print(FocusCsv.header());
        }
    }

    void add(CostLine line) {
        switch (format) {
            case TABLE -> row(line);
            case JSON -> out.print((lines == 0 ? "" : ",") + line.toJson());
            case CSV -> out.print(CostCsv.row(line));
            case FOCUS -> out.print(FocusCsv.row(line));
        }
        lines++;
        if (line.kind().isCharge()) {
            charged = charged.add(line.amount());
        }
    }

    void end() {
        switch (format) {
            case TABLE -> {
                if (lines == 0) {
                    out.println("No costs in this time: they come with the first epoch that stores anything");
                } else {
                    out.println("charged " + CostLine.plain(charged) + " " + CostLine.CURRENCY);
                }
            }
            case JSON ->
                out.println("],\"charged\":" + new Json.Text(CostLine.plain(charged)) + ",\"currency\":"
                        + new Json.Text(CostLine.CURRENCY) + "}");
            case CSV, FOCUS -> {}
        }
    }

    private void row(CostLine line) {
        if (lines == 0) {
            out.printf(ROW, "day", "kind", "service", "provider", "meter", "quantity", "amount  lease");
        }
        out.printf(
                ROW,
                line.from().toString().substring(0, "2026-11-25".length()),
                line.kind(),
                line.service(),
                line.provider(),
                line.meter(),
                line.quantity().signum() == 0 ? "" : line.quantity(),
                CostLine.plain(line.amount()) + "  "
                        + line.lease().substring(0, Math.min(SHORT, line.lease().length())));
    }
}
