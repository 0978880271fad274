package souk.node.market;

import java.io.PrintStream;

/// What a newcomer needs to know once the market is up.
record Table(Home home, MarketPlan plan) {
    void print(PrintStream out) {
        for (var gateway = 1; gateway <= plan.gateways(); gateway++) {
            var which = gateway == 1 ? "" : " " + gateway;
            row(out, "S3 endpoint" + which, "http://127.0.0.1:" + plan.s3Port(gateway));
            row(out, "Souk API" + which, "http://127.0.0.1:" + plan.apiPort(gateway));
        }
        row(out, "chain (JSON-RPC)", "http://127.0.0.1:" + plan.chainPort());
        row(out, "data folder", home.root().toString());
        Home.read(home.credentials())
                .ifPresent(credentials -> credentials
                        .array("accounts")
                        .objects()
                        .forEach(account -> row(
                                out,
                                "S3 key of " + account.text("name"),
                                account.text("accessKey") + " (secret: ./souk env --account " + account.text("name")
                                        + ")")));
        out.println();
        out.println("Next:  eval \"$(./souk env)\"");
        out.println("       aws s3 mb s3://hello && aws s3 cp README.md s3://hello/ && aws s3 ls s3://hello");
        out.println("       ./souk provider list     ./souk lease list     ./souk status     ./souk down");
    }

    private static void row(PrintStream out, String name, String value) {
        out.printf("  %-22s %s%n", name, value);
    }
}
