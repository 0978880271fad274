package souk.node.process;

import java.net.URI;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;
import souk.core.json.JsonObject;
import souk.core.value.Address;
import souk.net.Peer;
import souk.trust.Did;

/// Who plays which part in the local market, as its genesis wrote it down.
public record Members(Map<String, Member> byName) {
    /// @param role as in the plan
    public record Member(String name, String role, Did did, Address account, URI endpoint) {
        public Peer peer() {
            return new Peer(did, endpoint);
        }
    }

    /// Reads the `nodes` of `deployment.json`.
    public static Members from(JsonObject nodes) {
        var members = new TreeMap<String, Member>();
        for (var name : nodes.members().keySet()) {
            var node = nodes.object(name);
            members.put(
                    name,
                    new Member(
                            name,
                            node.text("role"),
                            new Did(node.text("did")),
                            new Address(node.text("account")),
                            URI.create(node.text("endpoint"))));
        }
        return new Members(Map.copyOf(members));
    }

    public Member named(String name) {
        var member = byName.get(name);
        if (member == null) {
            throw new SoukException(ErrorCode.NOT_FOUND, "no node called " + name);
        }
        return member;
    }

    /// In the order of their names.
    public List<Member> relays() {
        return of("RELAY");
    }

    public List<Member> auditors() {
        return of("AUDITOR");
    }

    private List<Member> of(String role) {
        return byName.values().stream()
                .filter(member -> member.role().equals(role))
                .sorted(Comparator.comparing(Member::name))
                .toList();
    }
}
