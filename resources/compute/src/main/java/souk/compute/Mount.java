package souk.compute;

import java.nio.file.Path;

/// A directory of the host that the guest sees under another name. It must hold files and directories only: a job
/// whose mount holds a symbolic link or a device is refused.
///
/// @param hostDirectory an existing directory that belongs to this job alone while it runs
/// @param guestPath absolute and without `..`, e.g. `/in`
/// @param readOnly refuses every change
public record Mount(Path hostDirectory, String guestPath, boolean readOnly) {
    public Mount {
        hostDirectory = hostDirectory.toAbsolutePath().normalize();
        if (!guestPath.matches("/[A-Za-z0-9._/-]{1,255}") || guestPath.contains("..")) {
            throw new IllegalArgumentException("a mount's guest path must be absolute: " + guestPath);
        }
    }
}
