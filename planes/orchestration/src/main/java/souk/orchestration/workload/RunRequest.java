package souk.orchestration.workload;

import java.nio.file.Path;
import java.util.List;
import souk.core.workload.WorkloadSpec;

/// A job whose files are in place.
///
/// @param module the program, its digest checked
/// @param mounts the directories, inputs first
public record RunRequest(JobId job, WorkloadSpec spec, Path module, List<Mounted> mounts) {
    public RunRequest {
        mounts = List.copyOf(mounts);
    }

    /// A directory of the host that the guest sees.
    public record Mounted(Path directory, String guestPath, Access access) {}

    /// What a guest may do in a directory.
    public enum Access {
        READ,
        WRITE
    }
}
