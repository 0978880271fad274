package souk.bench;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import souk.economy.OfferListing;
import souk.economy.OrderBook;

/// The same offers in SQLite, in memory and in this process, with an index by price and one by what selective orders
/// name; statistics are gathered, so that it can choose. A statement is prepared once for each order.
final class MatchingPeer implements AutoCloseable {
    private static final List<String> CERTIFICATES = List.of("iso27001", "soc2", "c5", "hds", "pci-dss", "secnumcloud");

    private final Connection connection;
    private final Map<MatchingRequests, PreparedStatement> statements = new IdentityHashMap<>();

    MatchingPeer(OrderBook book) throws SQLException {
        connection = DriverManager.getConnection("jdbc:sqlite::memory:");
        try (var statement = connection.createStatement()) {
            statement.execute("CREATE TABLE offer (price INTEGER, hash TEXT, price1 INTEGER, price2 INTEGER,"
                    + " price3 INTEGER, price4 INTEGER, capacity INTEGER, min_duration INTEGER, max_duration INTEGER,"
                    + " valid_from INTEGER, valid_until INTEGER, accepts INTEGER, region TEXT, memory INTEGER,"
                    + " gpu_model TEXT, gpu_count INTEGER, attestation TEXT, carbon INTEGER, "
                    + columns("latency_", places()) + ", " + columns("has_", CERTIFICATES) + ")");
        }
        fill(book);
        try (var statement = connection.createStatement()) {
            statement.execute("CREATE INDEX by_price ON offer (price, hash)");
            statement.execute("CREATE INDEX by_gpu ON offer (gpu_model, price, hash)");
            statement.execute("CREATE INDEX by_region ON offer (region, gpu_model, attestation, price, hash)");
            statement.execute("ANALYZE");
        }
    }

    /// The hashes of the cheapest offers that serve.
    List<String> cheapest(MatchingRequests request, int wanted) throws SQLException {
        var statement = statements.get(request);
        if (statement == null) {
            statement = connection.prepareStatement(sql(request, wanted));
            statements.put(request, statement);
        }
        var hashes = new ArrayList<String>(wanted);
        try (var rows = statement.executeQuery()) {
            while (rows.next()) {
                hashes.add(rows.getString(1));
            }
        }
        return hashes;
    }

    private static String sql(MatchingRequests request, int wanted) {
        var order = request.order();
        var ceilings = order.priceCeilings().values();
        long now = MatchingMarket.NOW.getEpochSecond();
        return "SELECT hash FROM offer WHERE price <= " + ceilings.get(0) + " AND price1 <= " + ceilings.get(1)
                + " AND price2 <= " + ceilings.get(2) + " AND price3 <= " + ceilings.get(3) + " AND price4 <= "
                + ceilings.get(4) + " AND capacity >= " + order.quantity() + " AND min_duration <= "
                + order.duration().toSeconds() + " AND max_duration >= "
                + order.duration().toSeconds() + " AND valid_from <= " + now + " AND valid_until > " + now
                + " AND accepts <= " + order.duration().toSeconds() + " AND " + request.sql()
                + " ORDER BY price, hash LIMIT " + wanted;
    }

    private void fill(OrderBook book) throws SQLException {
        connection.setAutoCommit(false);
        int columns = 18 + places().size() + CERTIFICATES.size();
        var marks = IntStream.range(0, columns).mapToObj(_ -> "?").collect(Collectors.joining(", "));
        try (var insert = connection.prepareStatement("INSERT INTO offer VALUES (" + marks + ")")) {
            var cursor = "";
            do {
                var page = book.page(cursor, OrderBook.MAX_PAGE);
                for (var listing : page.listings()) {
                    insert(insert, listing);
                }
                insert.executeBatch();
                cursor = page.next();
            } while (!cursor.isEmpty());
        }
        connection.commit();
    }

    private static void insert(PreparedStatement insert, OfferListing listing) throws SQLException {
        var offer = listing.offer().message();
        var claims = listing.profile().claims();
        var hardware = listing.profile().hardware();
        var prices = offer.unitPrices().values();
        var values = new ArrayList<Object>(
                List.of(prices.get(0).longValueExact(), listing.offerHash().hex()));
        prices.stream().skip(1).forEach(it -> values.add(it.longValueExact()));
        values.add(offer.capacity().longValueExact());
        values.add(offer.minDuration().toSeconds());
        values.add(offer.maxDuration().toSeconds());
        values.add(offer.validFrom().getEpochSecond());
        values.add(offer.validUntil().getEpochSecond());
        values.add(
                claims.accepts().isEmpty()
                        ? 0L
                        : Long.parseLong(claims.accepts().replaceAll("\\D", "")));
        values.add(listing.profile().region().code());
        values.add(hardware.memoryBytes());
        values.add(hardware.gpu().map(it -> it.model()).orElse(""));
        values.add(hardware.gpu().map(it -> it.count()).orElse(0));
        values.add(claims.attestation().orElse(""));
        values.add(claims.energy().flatMap(it -> it.carbon()).orElseThrow());
        places().forEach(it -> values.add(claims.latency().get(it)));
        CERTIFICATES.forEach(it -> values.add(claims.certificates().contains(it) ? 1 : 0));
        for (int i = 0; i < values.size(); i++) {
            insert.setObject(i + 1, values.get(i));
        }
        insert.addBatch();
    }

    private static List<String> places() {
        return java.util.Arrays.stream(MatchingMarket.Place.values())
                .map(MatchingMarket.Place::id)
                .toList();
    }

    private static String columns(String prefix, List<String> names) {
        return names.stream()
                .map(it -> prefix + it.replace('-', '_') + " INTEGER")
                .collect(Collectors.joining(", "));
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
