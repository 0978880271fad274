package souk.orchestration;

/// Carries out what the lease book decides.
@FunctionalInterface
public interface LeaseActions {
    /// Carries out one action, or hands it on to be carried out. It is asked for again when its effect does not
    /// show, so
    /// it must do no harm twice.
    ///
    /// @throws souk.core.error.SoukException when it cannot; it is asked for again later
    void perform(LeaseAction action);
}
