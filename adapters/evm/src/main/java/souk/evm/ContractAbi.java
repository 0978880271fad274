package souk.evm;

import com.esaulpaugh.headlong.abi.ABIObject;
import com.esaulpaugh.headlong.abi.ABIParser;
import com.esaulpaugh.headlong.abi.ContractError;
import com.esaulpaugh.headlong.abi.Event;
import com.esaulpaugh.headlong.abi.Function;
import com.esaulpaugh.headlong.abi.Tuple;
import com.esaulpaugh.headlong.abi.TupleType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import souk.core.hash.Keccak256;
import souk.core.json.Json;
import souk.core.json.JsonObject;
import souk.core.value.Digest;

/// One contract as the compiler described it: functions, events, errors and the code that creates it.
final class ContractAbi {
    static final ContractAbi TOKEN = load("SoukToken");
    static final ContractAbi STABLECOIN = load("TestStablecoin");
    static final ContractAbi TIMELOCK = load("SoukTimelock");
    static final ContractAbi PARAMETERS = load("Parameters");
    static final ContractAbi REGISTRY = load("ProviderRegistry");
    static final ContractAbi MARKET = load("Market");
    static final ContractAbi AUDITS = load("StorageAudits");
    static final ContractAbi POOL = load("BondedPool");
    static final ContractAbi COURT = load("Arbitration");
    static final ContractAbi SERVICES = load("ServiceLevels");
    static final ContractAbi REWARDS = load("Rewards");
    static final ContractAbi PENALTY = load("SteppedPenalty");
    static final ContractAbi PRICES = load("PriceIndex");
    static final ContractAbi FORWARDER = load("ERC2771Forwarder");
    static final ContractAbi ANCHOR = load("RecordAnchor");

    private final String name;
    private final byte[] creationCode;
    private final Map<String, Function> functions = new HashMap<>();
    private final Map<Digest, Event<Tuple>> events = new HashMap<>();
    private final List<ContractError<Tuple>> errors = new ArrayList<>();
    private Optional<TupleType<?>> constructor = Optional.empty();

    private ContractAbi(String name, JsonObject json) {
        this.name = name;
        this.creationCode = Quantity.bytes(json.text("bytecode"));
        List<ABIObject> members = new ABIParser().parse(json.array("abi").toString());
        members.forEach(this::add);
    }

    private static ContractAbi load(String name) {
        try (var stream = ContractAbi.class.getResourceAsStream("/souk/evm/" + name + ".json")) {
            return new ContractAbi(
                    name, Json.parseObject(Objects.requireNonNull(stream, name).readAllBytes()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The input of a call. Structs and arrays are lists.
    byte[] call(String function, Object... arguments) {
        var known = function(function);
        return bytes(known.encodeCall(AbiValues.tuple(known.getInputs(), List.of(arguments))));
    }

    /// The input of the transaction that creates the contract.
    byte[] create(Object... arguments) {
        var encoded = constructor
                .map(type -> encode(type, AbiValues.tuple(type, List.of(arguments))))
                .orElseGet(() -> new byte[0]);
        return ByteBuffer.allocate(creationCode.length + encoded.length)
                .put(creationCode)
                .put(encoded)
                .array();
    }

    /// What a call returned.
    Decoded result(String function, byte[] output) {
        return new Decoded(AbiValues.list(function(function).decodeReturn(output)));
    }

    /// The name and the values of an event, if it is one of this contract's.
    Optional<NamedValues> event(List<Digest> topics, byte[] data) {
        if (topics.isEmpty()) {
            return Optional.empty();
        }
        return Optional.ofNullable(events.get(topics.getFirst())).map(event -> {
            var raw = topics.stream().map(Digest::bytes).toArray(byte[][]::new);
            return new NamedValues(
                    event.getName(), event.getInputs(), new Decoded(AbiValues.list(event.decodeArgs(raw, data))));
        });
    }

    /// The name and the arguments of an error, if it is one of this contract's.
    Optional<NamedValues> error(byte[] data) {
        for (var error : errors) {
            var function = error.function();
            if (startsWith(data, function.selector())) {
                Tuple arguments = function.decodeCall(data);
                return Optional.of(
                        new NamedValues(error.getName(), error.getInputs(), new Decoded(AbiValues.list(arguments))));
            }
        }
        return Optional.empty();
    }

    @Override
    public String toString() {
        return name;
    }

    private Function function(String function) {
        return Objects.requireNonNull(functions.get(function), () -> name + " has no function " + function);
    }

    private void add(ABIObject member) {
        switch (member.getType()) {
            case FUNCTION -> functions.putIfAbsent(member.getName(), member.asFunction());
            case CONSTRUCTOR -> constructor = Optional.of(member.asFunction().getInputs());
            case EVENT -> events.put(topic(member.getCanonicalSignature()), member.asEvent());
            case ERROR -> errors.add(member.asContractError());
            default -> {}
        }
    }

    private static Digest topic(String signature) {
        return Digest.of(Keccak256.hash(signature.getBytes(StandardCharsets.UTF_8)));
    }

    @SuppressWarnings("unchecked") // the tuple was made for this type
    private static byte[] encode(TupleType<?> type, Tuple values) {
        return bytes(((TupleType<Tuple>) type).encode(values));
    }

    private static byte[] bytes(ByteBuffer buffer) {
        return java.util.Arrays.copyOfRange(
                buffer.array(), buffer.arrayOffset(), buffer.arrayOffset() + buffer.limit());
    }

    private static boolean startsWith(byte[] data, byte[] selector) {
        return data.length >= selector.length
                && java.util.Arrays.equals(data, 0, selector.length, selector, 0, selector.length);
    }

    /// @param names of the values
    record NamedValues(String name, TupleType<?> names, Decoded values) {
        Map<String, String> asText() {
            var text = new java.util.LinkedHashMap<String, String>();
            for (int i = 0; i < names.size(); i++) {
                var value = values.values().get(i);
                var shown = value instanceof byte[] bytes ? Quantity.hex(bytes) : value.toString();
                text.put(Optional.ofNullable(names.getElementName(i)).orElse("argument" + i), shown);
            }
            return text;
        }
    }
}
