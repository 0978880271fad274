package souk.compute;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Which host path stands behind each of the guest's descriptors, and the rules for paths.
///
/// The engine has the same table, but decides less strictly: it follows a symbolic link in the middle of a path. Here
/// a path that meets a link at any place is refused, so nothing outside the mounts can be named.
final class OpenFiles {
    /// Descriptors a guest may hold; each costs the host one of its own.
    static final int MAX_OPEN = 256;

    /// WASI numbers the mounts from here on, in their order.
    static final int FIRST_MOUNT = 3;

    private static final int MAX_PATH_BYTES = 4_096;

    private final Map<Integer, Node> nodes = new HashMap<>();

    /// @param path on the host
    record Node(Path path, boolean isDirectory, boolean readOnly) {}

    OpenFiles(List<Mount> mounts) {
        int next = FIRST_MOUNT;
        for (Mount mount : mounts) {
            nodes.put(next++, new Node(mount.hostDirectory(), true, mount.readOnly()));
        }
    }

    boolean isKnown(int descriptor) {
        return nodes.containsKey(descriptor);
    }

    Node get(int descriptor) {
        var node = nodes.get(descriptor);
        if (node == null) {
            throw new WasiError(Errno.BADF);
        }
        return node;
    }

    Node directory(int descriptor) {
        var node = get(descriptor);
        if (!node.isDirectory()) {
            throw new WasiError(Errno.NOTDIR);
        }
        return node;
    }

    Node writable(Node node) {
        if (node.readOnly()) {
            throw new WasiError(Errno.ROFS);
        }
        return node;
    }

    void requireRoom() {
        if (nodes.size() >= MAX_OPEN) {
            throw new WasiError(Errno.MFILE);
        }
    }

    void opened(int descriptor, Node node) {
        nodes.put(descriptor, node);
    }

    void closed(int descriptor) {
        nodes.remove(descriptor);
    }

    void renumbered(int from, int to) {
        var node = nodes.remove(from);
        nodes.remove(to);
        if (node != null) {
            nodes.put(to, node);
        }
    }

    /// What `name`, as the guest wrote it, means below `directory`.
    ///
    /// @throws WasiError if it leaves the directory, meets a symbolic link, or is no path
    Node resolve(Node directory, byte[] name) {
        Path path = directory.path();
        for (String part : parts(decode(name))) {
            path = path.resolve(part);
            if (Files.isSymbolicLink(path)) {
                throw new WasiError(Errno.LOOP);
            }
        }
        return new Node(path, Files.isDirectory(path), directory.readOnly());
    }

    private static Iterable<String> parts(String name) {
        if (name.isEmpty() || name.indexOf('\0') >= 0) {
            throw new WasiError(Errno.INVAL);
        }
        if (name.startsWith("/")) {
            throw new WasiError(Errno.PERM);
        }
        var parts = new ArrayDeque<String>();
        for (String part : name.split("/")) {
            boolean leaves = part.equals("..") && parts.pollLast() == null;
            if (leaves) {
                throw new WasiError(Errno.PERM);
            }
            if (!part.isEmpty() && !part.equals(".") && !part.equals("..")) {
                parts.addLast(part);
            }
        }
        return parts;
    }

    private static String decode(byte[] name) {
        if (name.length > MAX_PATH_BYTES) {
            throw new WasiError(Errno.NAMETOOLONG);
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(name))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new WasiError(Errno.INVAL);
        }
    }
}
