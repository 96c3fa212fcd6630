package dev.streamslocal.engine;

import dev.streamslocal.engine.StartException.Fault;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;

/** Where a server is to listen. */
record ListenAddress(String hostname, int port) {

    /** @throws StartException if the hostname is unknown, or reachable from elsewhere and that is not allowed */
    void check(boolean allowRemote) {
        try {
            var loopback = Arrays.stream(InetAddress.getAllByName(hostname)).allMatch(InetAddress::isLoopbackAddress);
            if (!loopback && !allowRemote) {
                throw new StartException(
                        Fault.ADDRESS,
                        "hostname is not a loopback address: " + hostname + " (listening there needs --allow-remote)");
            }
        } catch (UnknownHostException e) {
            throw new StartException(Fault.ADDRESS, "unknown hostname: " + hostname, e);
        }
    }

    String url(int boundPort) {
        return "http://" + hostname + ":" + boundPort;
    }

    @Override
    public String toString() {
        return hostname + ":" + port;
    }
}
