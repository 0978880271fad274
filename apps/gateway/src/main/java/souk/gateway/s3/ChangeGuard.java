package souk.gateway.s3;

/// Stands around every request that may change something.
public interface ChangeGuard {
    /// Lets everything pass.
    ChangeGuard NONE = new ChangeGuard() {
        @Override
        public void permit() {}

        @Override
        public void replicate() {}
    };

    /// Lets a change begin.
    ///
    /// @throws souk.core.error.SoukException when this machine must not change anything now
    void permit();

    /// Returns when all that was committed so far would survive the loss of this machine.
    ///
    /// @throws souk.core.error.SoukException when that cannot be had now
    void replicate();
}
