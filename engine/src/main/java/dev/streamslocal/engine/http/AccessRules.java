package dev.streamslocal.engine.http;

import io.netty.util.NetUtil;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Who may talk to this server: the allowed hosts and origins that keep other web pages out, and the API key. Immutable. */
public final class AccessRules {

    private static final String ANY = "*";

    private final Set<String> hosts;
    private final Set<String> origins;
    private final boolean remote;
    private final ApiKey apiKey;

    private AccessRules(Set<String> hosts, Set<String> origins, boolean remote, ApiKey apiKey) {
        this.hosts = hosts;
        this.origins = origins;
        this.remote = remote;
        this.apiKey = apiKey;
    }

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
        var hosts = new HashSet<String>();
        hosts.add(normalHost(hostname));
        allowHosts.forEach(host -> hosts.add(normalHost(host)));
        var origins = new HashSet<String>();
        allowOrigins.forEach(origin -> origins.add(normalOrigin(origin)));
        return new AccessRules(Set.copyOf(hosts), Set.copyOf(origins), allowRemote, ApiKey.NONE);
    }

    /** The same for those alone who show this key. */
    public AccessRules withApiKey(ApiKey key) {
        return new AccessRules(hosts, origins, remote, key);
    }

    ApiKey apiKey() {
        return apiKey;
    }

    /** Loopback only. */
    public static AccessRules loopback() {
        return of("127.0.0.1", List.of(), List.of(), false);
    }

    /** Whether the server may listen on this address. */
    public boolean mayListenOn(InetAddress address) {
        return remote || address.isLoopbackAddress();
    }

    /** Whether a {@code Host}, with or without a port, names this server. */
    boolean hostAllowed(String hostAndPort) {
        int end = hostEnd(hostAndPort);
        if (end <= 0 || !portFits(hostAndPort, end)) {
            return false;
        }
        String host = normalHost(hostAndPort.substring(0, end));
        return loopbackHost(host) || hosts.contains(host) || (remote && literal(host));
    }

    /** Whether a page of this origin may use every method: loopback at any port, or an origin that was named. */
    boolean originAllowed(String origin) {
        if (origin.equals("null")) {
            return false;
        }
        String normal = normalOrigin(origin);
        return origins.contains(ANY) || origins.contains(normal) || loopbackOrigin(normal);
    }

    private static boolean loopbackOrigin(String origin) {
        int start = origin.startsWith("http://") ? 7 : origin.startsWith("https://") ? 8 : -1;
        if (start < 0) {
            return false;
        }
        String authority = origin.substring(start);
        int end = hostEnd(authority);
        return end > 0 && portFits(authority, end) && loopbackHost(normalHost(authority.substring(0, end)));
    }

    private static boolean loopbackHost(String host) {
        if (host.equals("localhost") || (host.endsWith(".localhost") && name(host))) {
            return true;
        }
        if (NetUtil.isValidIpV4Address(host)) {
            return host.startsWith("127.");
        }
        // An IPv4 address in the guise of IPv6 becomes an Inet4Address, and is not ::1.
        // A zone is of no meaning to others, and nothing a browser sends.
        return NetUtil.isValidIpV6Address(host)
                && host.indexOf('%') < 0
                && address(host) instanceof Inet6Address address
                && address.isLoopbackAddress();
    }

    /** Labels of letters, digits, hyphens and underscores, none of them empty. */
    private static boolean name(String host) {
        char before = '.';
        for (int i = 0; i < host.length(); i++) {
            char c = host.charAt(i);
            boolean label = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
            if (!label && (c != '.' || before == '.')) {
                return false;
            }
            before = c;
        }
        return true;
    }

    private static boolean literal(String host) {
        return NetUtil.isValidIpV4Address(host) || NetUtil.isValidIpV6Address(host);
    }

    private static InetAddress address(String literal) {
        try {
            return InetAddress.getByAddress(NetUtil.createByteArrayFromIpAddressString(literal));
        } catch (UnknownHostException e) {
            throw new IllegalStateException("not an address: " + literal, e);
        }
    }

    /** End of the host in {@code host[:port]}; an IPv6 literal stands in brackets. */
    private static int hostEnd(String text) {
        if (text.startsWith("[")) {
            return text.indexOf(']') + 1;
        }
        int colon = text.indexOf(':');
        return colon < 0 ? text.length() : colon;
    }

    private static boolean portFits(String text, int hostEnd) {
        if (hostEnd == text.length()) {
            return true;
        }
        for (int i = hostEnd + 1; i < text.length(); i++) {
            if (text.charAt(i) < '0' || text.charAt(i) > '9') {
                return false;
            }
        }
        return text.charAt(hostEnd) == ':' && text.length() - hostEnd <= 6;
    }

    /** Lower case, without brackets and without the dot that ends an absolute name. */
    private static String normalHost(String host) {
        String lower = host.toLowerCase(Locale.ROOT);
        if (lower.startsWith("[") && lower.endsWith("]")) {
            return lower.substring(1, lower.length() - 1);
        }
        return lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
    }

    private static String normalOrigin(String origin) {
        String lower = origin.toLowerCase(Locale.ROOT);
        return lower.endsWith("/") ? lower.substring(0, lower.length() - 1) : lower;
    }
}
