package souk.bench.campaign;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/// What a campaign showed.
///
/// @param struck how often each fault was caused
/// @param calls of all clients, the last reads included
/// @param lost calls whose outcome nobody knows
/// @param failedAudits what the auditors found of those that lie
/// @param violations what should not be; empty is what one hopes for
public record Report(
        long seed,
        Map<String, Integer> struck,
        long calls,
        long lost,
        int keys,
        int failedAudits,
        Duration took,
        List<String> violations) {}
