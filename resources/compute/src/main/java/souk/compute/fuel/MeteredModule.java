package souk.compute.fuel;

/// A module that counts its instructions.
///
/// @param bytes the rewritten module, without custom sections
/// @param fuelGlobal index of the 64-bit global that holds the instructions left; negative once they have run out
/// @param refusedGrowthGlobal index of the 32-bit global that is 1 once `memory.grow` was refused
/// @param limit the instructions it starts with
/// @param hasStart whether [FuelInstrumenter#START_EXPORT] must be called before `_start`
public record MeteredModule(byte[] bytes, int fuelGlobal, int refusedGrowthGlobal, long limit, boolean hasStart) {
    /// Instructions used when `fuel` are left: never more than the limit.
    public long used(long fuel) {
        return limit - Math.max(0, fuel);
    }
}
