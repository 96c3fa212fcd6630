package dev.streamslocal.engine;

import dev.streamslocal.storage.NativeLibrary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/**
 * The libraries in machine code that a server loads: SQLite's, and the one that drives its sockets.
 *
 * {@snippet class="dev.streamslocal.engine.examples.InnerExamplesIT" region="libraries"}
 */
public final class NativeLibraries {
    private static final List<String> OF_SOCKETS =
            List.of("netty_transport_native_epoll_x86_64", "netty_transport_native_epoll_aarch_64");

    private NativeLibraries() {}

    /**
     * Unpacks those of this platform into a folder, which is made if need be. A later process loads them from there when
     * {@code java.library.path} and {@code org.sqlite.lib.path} name it.
     *
     * @throws IOException if the folder cannot be written to
     */
    public static void unpack(Path folder) throws IOException {
        Files.createDirectories(folder);
        NativeLibrary.unpack(folder);
        for (var name : OF_SOCKETS) {
            var file = System.mapLibraryName(name);
            try (var in = NativeLibraries.class.getResourceAsStream("/META-INF/native/lib" + name + ".so")) {
                if (in != null && file.endsWith(".so")) {
                    Files.copy(in, folder.resolve(file), StandardCopyOption.REPLACE_EXISTING);
                }
            }
        }
    }
}
