package dev.streamslocal.engine;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Who listens on a port, as far as the system tells, and which port is free instead. */
final class PortOwner {
    private static final Path PROC = Path.of("/proc");
    private static final String LISTENING = "0A";
    private static final int LOCAL_ADDRESS = 1;
    private static final int STATE = 3;
    private static final int INODE = 9;
    private static final int PORT_MAX = 65_535;

    private PortOwner() {}

    /** What to say behind "in use" of the port that these options name; nothing where they leave it open. */
    static String hint(ServerOptions options) {
        if (options.port() == 0) {
            return "";
        }
        var owner = of(options.port()).map(who -> " by " + who).orElse("");
        var free = nextFree(options.hostname(), options.port())
                .map(next -> "; port " + next + " is free")
                .orElse("");
        return owner + free;
    }

    /** The process that listens on this port of any address; empty where it cannot be found out. */
    static Optional<String> of(int port) {
        try {
            var sockets = new HashSet<String>();
            for (var table : new String[] {"tcp", "tcp6"}) {
                var file = PROC.resolve("net").resolve(table);
                if (Files.isReadable(file)) {
                    Files.readAllLines(file)
                            .forEach(line -> listening(line, port).ifPresent(sockets::add));
                }
            }
            return sockets.isEmpty() ? Optional.empty() : holder(sockets);
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static Optional<String> listening(String line, int port) {
        var columns = line.strip().split("\\s+");
        var ours = columns.length > INODE
                && columns[LOCAL_ADDRESS].endsWith(String.format(Locale.ROOT, ":%04X", port))
                && columns[STATE].equals(LISTENING);
        return ours ? Optional.of("socket:[" + columns[INODE] + "]") : Optional.empty();
    }

    private static Optional<String> holder(Set<String> sockets) throws IOException {
        try (var processes = Files.newDirectoryStream(PROC, "[0-9]*")) {
            for (var process : processes) {
                if (holds(process, sockets)) {
                    var name = Files.readString(process.resolve("comm")).strip();
                    return Optional.of("process " + process.getFileName() + " (" + name + ")");
                }
            }
        }
        return Optional.empty();
    }

    private static boolean holds(Path process, Set<String> sockets) {
        try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(process.resolve("fd"))) {
            for (var descriptor : descriptors) {
                if (sockets.contains(Files.readSymbolicLink(descriptor).toString())) {
                    return true;
                }
            }
        } catch (IOException e) {
            // It has ended, or is somebody else's.
            return false;
        }
        return false;
    }

    /** The next port above this one that can be listened on; empty if there is none. */
    static Optional<Integer> nextFree(String hostname, int port) {
        for (var next = port + 1; next <= PORT_MAX; next++) {
            try (var socket = new ServerSocket()) {
                socket.bind(new InetSocketAddress(InetAddress.getByName(hostname), next));
                return Optional.of(next);
            } catch (IOException e) {
                // Taken as well.
                continue;
            }
        }
        return Optional.empty();
    }
}
