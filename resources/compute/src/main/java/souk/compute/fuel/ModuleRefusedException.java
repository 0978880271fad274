package souk.compute.fuel;

/// The module is malformed, or uses something this sandbox does not serve. The message says what, for the consumer.
public final class ModuleRefusedException extends Exception {
    public ModuleRefusedException(String reason) {
        super(reason);
    }
}
