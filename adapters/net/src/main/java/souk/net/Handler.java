package souk.net;

/// Answers requests of one route. Runs on a virtual thread of its connection and may block.
@FunctionalInterface
public interface Handler {
    /// @throws souk.core.error.SoukException becomes a problem with its code
    /// @throws Exception anything else becomes `INTERNAL`, without its text
    Response handle(Request request) throws Exception;
}
