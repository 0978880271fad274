package souk.gateway.s3;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import souk.gateway.store.BodyHealth;

/// How well an object is kept, as headers.
final class HealthHeaders {
    private static final String PREFIX = "x-souk-health-";

    private HealthHeaders() {}

    static Map<String, String> of(BodyHealth health) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put(PREFIX + "segments", Long.toString(health.segments()));
        headers.put(PREFIX + "shards", Integer.toString(health.healthy()));
        headers.put(PREFIX + "shards-wanted", Integer.toString(health.wanted()));
        headers.put(PREFIX + "shards-needed", Integer.toString(health.needed()));
        headers.put(PREFIX + "operators", Integer.toString(health.operators()));
        headers.put(PREFIX + "regions", Integer.toString(health.regions()));
        headers.put(PREFIX + "days-to-loss", days(health));
        return headers;
    }

    static String days(BodyHealth health) {
        return String.format(Locale.ROOT, "%.1f", health.daysToLoss());
    }
}
