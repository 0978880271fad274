package souk.compute.fuel;

/// The index spaces of a module and where the instrumentation's own items stand in them: always behind all others,
/// so that no index of the module changes.
///
/// @param types in the original module
/// @param functions imported and own, in the original module
/// @param globals in the original module, which imports none
/// @param hasMemory whether the helpers that touch memory may exist
record Layout(int types, int functions, int globals, boolean hasMemory) {
    int chargeFunction() {
        return functions;
    }

    int growFunction() {
        return functions + 1;
    }

    int fillFunction() {
        return functions + 2;
    }

    int copyFunction() {
        return functions + 3;
    }

    int fuelGlobal() {
        return globals;
    }

    int refusedGrowthGlobal() {
        return globals + 1;
    }

    void requireFunction(long index) throws ModuleRefusedException {
        if (index >= functions) {
            throw ModuleReader.malformed("it names function " + index + " of " + functions);
        }
    }

    /// Without this check a guest could name, and refill, its own fuel.
    void requireGlobal(long index) throws ModuleRefusedException {
        if (index >= globals) {
            throw ModuleReader.malformed("it names global " + index + " of " + globals);
        }
    }

    void requireMemory() throws ModuleRefusedException {
        if (!hasMemory) {
            throw ModuleReader.malformed("it uses a memory it does not have");
        }
    }
}
