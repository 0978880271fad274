package souk.economy;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import souk.core.market.ResourceClass;

/// Something a consumer can ask of an offer, by the name it has in constraints.
///
/// @param name as it is written, e.g. `hardware.cpu`
/// @param slot which of the columns of its kind holds it; -1 where the name tells
public record Attribute(String name, Kind kind, int slot) {
    /// What values an attribute has.
    public enum Kind {
        /// One text, or none.
        TEXT,
        /// Texts without order or repeats; none is an empty set, never unknown.
        SET,
        /// An integer of at least 0 below 2^63, or none.
        NUMBER,
        /// An integer of at least 0 below 2^128, or none.
        WIDE,
        /// The text that names the provider; nearly all are different.
        PROVIDER,
        /// A number by place.
        MAP
    }

    private static final String PRICE = "price.";
    private static final String PLACE = "latency[\"";
    private static final Map<String, Attribute> NAMED = new LinkedHashMap<>();
    private static final List<Attribute> COLUMNS = new ArrayList<>();

    public static final Attribute REGION = named("region", Kind.TEXT, 0);
    public static final Attribute COUNTRY = named("country", Kind.TEXT, 1);
    public static final Attribute PROVIDER = named("provider", Kind.PROVIDER, -1);
    public static final Attribute RUNTIMES = named("runtimes", Kind.SET, 2);
    public static final Attribute CERTIFICATES = named("certificates", Kind.SET, 3);
    public static final Attribute ATTESTATION = named("attestation", Kind.TEXT, 4);
    public static final Attribute CPU = named("hardware.cpu", Kind.NUMBER, 0);
    public static final Attribute MEMORY = named("hardware.memory", Kind.NUMBER, 1);
    public static final Attribute DISK = named("hardware.disk", Kind.NUMBER, 2);
    public static final Attribute GPU_MODEL = named("hardware.gpu.model", Kind.TEXT, 5);
    public static final Attribute GPU_COUNT = named("hardware.gpu.count", Kind.NUMBER, 3);
    public static final Attribute LATENCY = named("latency", Kind.MAP, -1);
    public static final Attribute ENERGY_SOURCE = named("energy.source", Kind.TEXT, 6);
    public static final Attribute ENERGY_CARBON = named("energy.carbon", Kind.NUMBER, 4);
    public static final Attribute TRUST_GRADE = named("trust.grade", Kind.NUMBER, 5);
    public static final Attribute CAPACITY = named("capacity", Kind.WIDE, -1);

    /// Not for constraints: they are terms of the offer, which orders state by their own fields.
    static final Attribute SLO = column("slo", Kind.TEXT, 7);

    static final Attribute ACCEPTS = column("accepts", Kind.TEXT, 8);
    static final Attribute VALID_FROM = column("validFrom", Kind.NUMBER, 6);
    static final Attribute VALID_UNTIL = column("validUntil", Kind.NUMBER, 7);
    static final Attribute MIN_DURATION = column("minDuration", Kind.NUMBER, 8);
    static final Attribute MAX_DURATION = column("maxDuration", Kind.NUMBER, 9);

    /// Those with a column of texts, each at its slot.
    static final List<Attribute> TEXTS = slots(Kind.TEXT, Kind.SET);

    /// Those with a column of numbers, each at its slot.
    static final List<Attribute> NUMBERS = slots(Kind.NUMBER);

    static {
        for (var resourceClass : ResourceClass.values()) {
            for (var meter : resourceClass.meters()) {
                NAMED.putIfAbsent(PRICE + meter, price(meter));
            }
        }
    }

    /// The unit price of a meter; offers of resource classes without the meter have none.
    public static Attribute price(String meter) {
        return new Attribute(PRICE + meter, Kind.WIDE, -1);
    }

    /// The latency to a place in milliseconds.
    public static Attribute latency(String place) {
        return new Attribute(PLACE + place + "\"]", Kind.NUMBER, -1);
    }

    /// What constraints can name.
    public static List<Attribute> all() {
        return List.copyOf(NAMED.values());
    }

    public static Optional<Attribute> find(String name) {
        return Optional.ofNullable(NAMED.get(name));
    }

    /// The column of a price among those of the class; -1 if the class has no such meter.
    int meter(ResourceClass resourceClass) {
        return resourceClass.meters().indexOf(name.substring(PRICE.length()));
    }

    /// The place of a latency.
    String place() {
        return name.substring(PLACE.length(), name.length() - 2);
    }

    private static Attribute named(String name, Kind kind, int slot) {
        var attribute = column(name, kind, slot);
        NAMED.put(name, attribute);
        return attribute;
    }

    private static Attribute column(String name, Kind kind, int slot) {
        var attribute = new Attribute(name, kind, slot);
        COLUMNS.add(attribute);
        return attribute;
    }

    private static List<Attribute> slots(Kind... kinds) {
        return COLUMNS.stream()
                .filter(it -> List.of(kinds).contains(it.kind))
                .sorted(Comparator.comparingInt(Attribute::slot))
                .toList();
    }

    @Override
    public String toString() {
        return name;
    }
}
