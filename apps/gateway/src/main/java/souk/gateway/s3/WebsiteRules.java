package souk.gateway.s3;

import java.util.List;
import java.util.Optional;

/// How a bucket answers browsers.
///
/// @param redirectAll where everything is, if not here
/// @param index the name of a folder's page
/// @param error the key of the page shown when something goes wrong
record WebsiteRules(Optional<Redirect> redirectAll, Optional<String> index, Optional<String> error, List<Rule> rules) {
    /// As in S3.
    static final int MAX_RULES = 50;

    WebsiteRules {
        rules = List.copyOf(rules);
    }

    /// Where to send a browser; what is not given stays as it was asked.
    record Redirect(
            Optional<String> protocol,
            Optional<String> host,
            Optional<String> key,
            Optional<String> prefix,
            int status) {}

    /// Sends browsers elsewhere.
    ///
    /// @param prefix of the keys it is for; empty for all
    /// @param error the status it is for, if for errors only
    record Rule(String prefix, Optional<Integer> error, Redirect redirect) {}

    /// @throws S3Exception `MalformedXML` or `InvalidRequest`
    static WebsiteRules parse(byte[] document) {
        var root = XmlNode.parse(document, "WebsiteConfiguration");
        var all = child(root, "RedirectAllRequestsTo").map(WebsiteRules::redirect);
        var index = child(root, "IndexDocument").flatMap(node -> node.first("Suffix"));
        var rules = root.all("RoutingRules")
                .flatMap(node -> node.all("RoutingRule"))
                .map(WebsiteRules::rule)
                .toList();
        if (all.isPresent() == index.isPresent()
                || all.filter(each -> each.host().isEmpty()).isPresent()) {
            throw new S3Exception(S3Error.MalformedXML);
        }
        if (index.filter(name -> name.isEmpty() || name.contains("/")).isPresent()) {
            throw new S3Exception(S3Error.InvalidArgument, "The IndexDocument Suffix is not well formed");
        }
        if (rules.size() > MAX_RULES) {
            throw new S3Exception(S3Error.InvalidRequest, MAX_RULES + " routing rules are the most.");
        }
        return new WebsiteRules(all, index, child(root, "ErrorDocument").flatMap(node -> node.first("Key")), rules);
    }

    void write(Xml xml) {
        redirectAll.ifPresent(all -> xml.element("RedirectAllRequestsTo", node -> {
            all.host().ifPresent(host -> node.text("HostName", host));
            all.protocol().ifPresent(protocol -> node.text("Protocol", protocol));
        }));
        index.ifPresent(name -> xml.element("IndexDocument", node -> node.text("Suffix", name)));
        error.ifPresent(key -> xml.element("ErrorDocument", node -> node.text("Key", key)));
        if (!rules.isEmpty()) {
            xml.element("RoutingRules", list -> rules.forEach(rule -> write(list, rule)));
        }
    }

    private static void write(Xml list, Rule rule) {
        list.element("RoutingRule", node -> {
            if (!rule.prefix().isEmpty() || rule.error().isPresent()) {
                node.element("Condition", condition -> {
                    if (!rule.prefix().isEmpty()) {
                        condition.text("KeyPrefixEquals", rule.prefix());
                    }
                    rule.error().ifPresent(code -> condition.number("HttpErrorCodeReturnedEquals", code));
                });
            }
            node.element("Redirect", redirect -> {
                var to = rule.redirect();
                to.protocol().ifPresent(text -> redirect.text("Protocol", text));
                to.host().ifPresent(text -> redirect.text("HostName", text));
                to.prefix().ifPresent(text -> redirect.text("ReplaceKeyPrefixWith", text));
                to.key().ifPresent(text -> redirect.text("ReplaceKeyWith", text));
                redirect.number("HttpRedirectCode", to.status());
            });
        });
    }

    private static Rule rule(XmlNode node) {
        var condition = child(node, "Condition");
        var redirect = child(node, "Redirect").orElseThrow(() -> new S3Exception(S3Error.MalformedXML));
        return new Rule(
                condition.flatMap(each -> each.first("KeyPrefixEquals")).orElse(""),
                condition
                        .flatMap(each -> each.first("HttpErrorCodeReturnedEquals"))
                        .map(WebsiteRules::number),
                redirect(redirect));
    }

    private static Redirect redirect(XmlNode node) {
        var redirect = new Redirect(
                node.first("Protocol"),
                node.first("HostName"),
                node.first("ReplaceKeyWith"),
                node.first("ReplaceKeyPrefixWith"),
                node.first("HttpRedirectCode").map(WebsiteRules::number).orElse(301));
        var wrongProtocol = redirect.protocol()
                .filter(text -> !List.of("http", "https").contains(text))
                .isPresent();
        if (wrongProtocol || redirect.status() < 300 || redirect.status() > 399) {
            throw new S3Exception(S3Error.InvalidRequest, "The redirect is not well formed.");
        }
        if (redirect.key().isPresent() && redirect.prefix().isPresent()) {
            throw new S3Exception(
                    S3Error.InvalidRequest, "You can only define ReplaceKeyPrefix or ReplaceKey but not both.");
        }
        return redirect;
    }

    private static int number(String text) {
        try {
            return Integer.parseInt(text.strip());
        } catch (NumberFormatException e) {
            throw new S3Exception(S3Error.MalformedXML);
        }
    }

    private static Optional<XmlNode> child(XmlNode node, String name) {
        return node.all(name).findFirst();
    }
}
