package souk.gateway.market;

import java.util.Map;
import java.util.Optional;
import souk.core.value.Address;

/// What people call the nodes of this market.
public final class Names {
    private final Map<Address, String> names;

    public Names(Map<Address, String> names) {
        this.names = Map.copyOf(names);
    }

    public Optional<String> find(Address account) {
        return Optional.ofNullable(names.get(account));
    }

    /// Whom a name or an account means.
    public Optional<Address> account(String name) {
        if (name.matches("0x[0-9a-fA-F]{40}")) {
            return Optional.of(new Address(name));
        }
        return names.entrySet().stream()
                .filter(entry -> entry.getValue().equals(name))
                .map(Map.Entry::getKey)
                .findFirst();
    }

    /// The name, or the account where there is none.
    public String of(Address account) {
        return find(account).orElse(account.hex());
    }
}
