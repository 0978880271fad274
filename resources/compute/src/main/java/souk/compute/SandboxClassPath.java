package souk.compute;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.jar.JarOutputStream;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.commons.InstructionAdapter;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.analysis.Analyzer;
import org.objectweb.asm.util.CheckClassAdapter;
import run.endive.compiler.MachineFactoryCompiler;
import run.endive.log.Logger;
import run.endive.runtime.Instance;
import run.endive.wasi.WasiPreview1;
import run.endive.wasm.Parser;
import souk.core.hash.Sha256;

/// The jars a sandbox process sees: this module and the engine, nothing else of the node.
///
/// A start-up cache works with jars only, so a directory of classes (a build that is not packaged) is packed first.
final class SandboxClassPath {
    private static final List<Class<?>> MEMBERS = List.of(
            SandboxMain.class,
            Instance.class,
            Parser.class,
            WasiPreview1.class,
            MachineFactoryCompiler.class,
            Logger.class,
            ClassWriter.class,
            InstructionAdapter.class,
            ClassNode.class,
            Analyzer.class,
            CheckClassAdapter.class);

    private SandboxClassPath() {}

    static List<Path> in(Path directory) throws IOException {
        Set<Path> entries = new LinkedHashSet<>();
        for (Class<?> member : MEMBERS) {
            Path place = place(member);
            entries.add(Files.isDirectory(place) ? pack(place, directory) : place);
        }
        return List.copyOf(entries);
    }

    static String joined(List<Path> entries) {
        return entries.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
    }

    private static Path place(Class<?> member) throws IOException {
        try {
            return Path.of(
                    member.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (URISyntaxException e) {
            throw new IOException("no place for " + member, e);
        }
    }

    private static Path pack(Path classes, Path directory) throws IOException {
        byte[] jar = jar(classes);
        String name = "classes-" + HexFormat.of().formatHex(Arrays.copyOf(Sha256.hash(jar), 8)) + ".jar";
        Path target = directory.resolve(name);
        if (!Files.exists(target)) {
            Path fresh = Files.createTempFile(directory, "classes-", ".tmp");
            Files.write(fresh, jar);
            Files.move(fresh, target, StandardCopyOption.ATOMIC_MOVE);
        }
        return target;
    }

    private static byte[] jar(Path classes) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var jar = new JarOutputStream(bytes);
                var tree = Files.walk(classes)) {
            for (Path file : tree.filter(Files::isRegularFile).sorted().toList()) {
                var entry = new ZipEntry(classes.relativize(file).toString().replace(File.separatorChar, '/'));
                entry.setTime(0);
                jar.putNextEntry(entry);
                Files.copy(file, jar);
            }
        }
        return bytes.toByteArray();
    }
}
