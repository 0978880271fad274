package souk.sdk.cost;

import java.util.List;

/// Lines of a cost report as a table for spreadsheets, every member a column.
public final class CostCsv {
    private static final List<String> COLUMNS = List.of(
            "kind",
            "account",
            "lease",
            "service",
            "provider",
            "providerAccount",
            "region",
            "meter",
            "from",
            "to",
            "quantity",
            "price",
            "listPrice",
            "amount",
            "currency",
            "reference");

    private CostCsv() {}

    public static String header() {
        return Csv.row(COLUMNS);
    }

    public static String row(CostLine line) {
        return Csv.row(List.of(
                line.kind().name(),
                Csv.text(line.account()),
                Csv.text(line.lease()),
                Csv.text(line.service()),
                Csv.text(line.provider()),
                Csv.text(line.providerAccount()),
                Csv.text(line.region()),
                Csv.text(line.meter()),
                line.from().toString(),
                line.to().toString(),
                line.quantity().toString(),
                CostLine.plain(line.price()),
                CostLine.plain(line.listPrice()),
                CostLine.plain(line.amount()),
                CostLine.CURRENCY,
                Csv.text(line.reference())));
    }
}
