package dev.streamslocal.engine.http;

import java.net.InetAddress;
import java.util.List;

/** Who may talk to this server: the allowed hosts and origins that keep other web pages out. Immutable. */
public final class AccessRules {

    /**
     * The loopback names and addresses, and what is named here.
     *
     * @param hostname the name the server listens on
     * @param allowHosts further values of {@code Host}, without port
     * @param allowOrigins further origins such as {@code https://app.example}; {@code *} allows every one but {@code null}
     * @param allowRemote accepts IP literals as hosts and lets the server listen beyond loopback
     */
    public static AccessRules of(
            String hostname, List<String> allowHosts, List<String> allowOrigins, boolean allowRemote) {
        throw new UnsupportedOperationException();
    }

    /** Loopback only. */
    public static AccessRules loopback() {
        return of("127.0.0.1", List.of(), List.of(), false);
    }

    /** Whether the server may listen on this address. */
    public boolean mayListenOn(InetAddress address) {
        throw new UnsupportedOperationException();
    }
}
