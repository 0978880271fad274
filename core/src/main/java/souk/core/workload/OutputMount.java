package souk.core.workload;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import souk.core.json.Json;
import souk.core.json.JsonObject;

/// A directory that a job may write. When the job succeeds, its files are uploaded.
///
/// @param guestPath where the guest sees it
/// @param urls where files are uploaded to, by name
/// @param urlTemplate where all other files are uploaded to: `{name}` stands for the percent-encoded name;
///     empty to keep
///     only the files in `urls`
public record OutputMount(String guestPath, Map<String, String> urls, String urlTemplate) {
    /// The place of the name in a template.
    public static final String NAME = "{name}";

    private static final int MAX_URLS = 10_000;

    public OutputMount {
        Checks.guestPath(guestPath);
        Checks.require(urls.size() <= MAX_URLS, "at most " + MAX_URLS + " outputs are named");
        urls.forEach((name, url) -> {
            Checks.name(name);
            Checks.url(url);
        });
        urls = Map.copyOf(urls);
        if (!urlTemplate.isEmpty()) {
            Checks.require(urlTemplate.contains(NAME), "an output's URL template holds " + NAME);
            Checks.url(urlTemplate.replace(NAME, "name"));
        }
    }

    /// Where a file goes, if anywhere. Slashes in its name stay slashes.
    public Optional<String> urlOf(String name) {
        var named = urls.get(name);
        if (named != null) {
            return Optional.of(named);
        }
        return urlTemplate.isEmpty() ? Optional.empty() : Optional.of(urlTemplate.replace(NAME, encoded(name)));
    }

    JsonObject toJson() {
        return Json.object()
                .put("guestPath", guestPath)
                .put("urls", Json.texts(new TreeMap<>(urls)))
                .put("urlTemplate", urlTemplate)
                .build();
    }

    static OutputMount from(JsonObject json) {
        var urls = new TreeMap<String, String>();
        var object = json.object("urls");
        object.members().keySet().forEach(name -> urls.put(name, object.text(name)));
        return new OutputMount(json.text("guestPath"), urls, json.text("urlTemplate"));
    }

    private static String encoded(String name) {
        return URLEncoder.encode(name, StandardCharsets.UTF_8)
                .replace("+", "%20")
                .replace("%2F", "/");
    }
}
