package souk.compute;

/// Ends a WASI call with an error number. Without a stack trace: guests may cause it in a loop.
final class WasiError extends RuntimeException {
    private final int number;

    WasiError(int number) {
        super(null, null, false, false);
        this.number = number;
    }

    int number() {
        return number;
    }
}
