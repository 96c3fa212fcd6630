package dev.streamslocal.conformance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;

/**
 * The connections that a server on this machine still holds, as the kernel (Linux) lists them. A client that never reads
 * cannot learn otherwise that its connection was closed: the end stands behind the bytes it does not take.
 */
final class HeldConnections {
    private static final int LOCAL = 1;
    private static final int REMOTE = 2;
    private static final int STATE = 3;
    private static final String ESTABLISHED = "01";

    private HeldConnections() {}

    /** The ports of the clients whose connections the server has not closed, those that it has yet to accept among them. */
    static Set<Integer> clientPorts(int serverPort) throws IOException {
        var ports = new HashSet<Integer>();
        for (String table : new String[] {"/proc/net/tcp", "/proc/net/tcp6"}) {
            if (Files.exists(Path.of(table))) {
                for (String line : Files.readAllLines(Path.of(table))) {
                    String[] fields = line.trim().split("\\s+");
                    if (port(fields[LOCAL]) == serverPort && fields[STATE].equals(ESTABLISHED)) {
                        ports.add(port(fields[REMOTE]));
                    }
                }
            }
        }
        return ports;
    }

    private static int port(String address) {
        int colon = address.lastIndexOf(':');
        return colon < 0 ? -1 : Integer.parseInt(address.substring(colon + 1), 16);
    }
}
