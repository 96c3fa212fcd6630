package dev.streamslocal.cli.bench;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.net.InetSocketAddress;
import java.net.URI;

/**
 * The server under load.
 *
 * @param authority what {@code Host} says
 * @param streams path of all streams, with a slash at its end
 * @param authorization header line with its line end, or empty
 */
record Target(InetSocketAddress address, String authority, String streams, String authorization) {
    private static final String DEFAULT_STREAMS = "/v1/stream/";

    /**
     * Reads {@code http://HOST[:PORT][/PATH]}.
     *
     * @param apiKey bearer token, or empty
     * @throws IllegalArgumentException if it is no such URL
     */
    static Target of(String url, String apiKey) {
        var uri = URI.create(url);
        if (!"http".equals(uri.getScheme())
                || uri.getHost() == null
                || uri.getRawUserInfo() != null
                || uri.getRawQuery() != null
                || uri.getRawFragment() != null) {
            throw new IllegalArgumentException("not http://HOST:PORT[/PATH]");
        }
        var path = uri.getRawPath();
        var streams = path.length() < 2 ? DEFAULT_STREAMS : path.endsWith("/") ? path : path + "/";
        var host = uri.getHost().startsWith("[")
                ? uri.getHost().substring(1, uri.getHost().length() - 1)
                : uri.getHost();
        var authorization = apiKey.isEmpty() ? "" : "Authorization: Bearer " + apiKey + "\r\n";
        return new Target(
                new InetSocketAddress(host, uri.getPort() < 0 ? 80 : uri.getPort()),
                uri.getRawAuthority(),
                streams,
                authorization);
    }

    /** The head of a request, up to its own headers. */
    String head(String method, String path) {
        return method + " " + path + " HTTP/1.1\r\nHost: " + authority + "\r\n" + authorization;
    }

    /** A whole request without a body. */
    byte[] get(String path) {
        return (head("GET", path) + "\r\n").getBytes(ISO_8859_1);
    }

    @Override
    public String toString() {
        return "http://" + authority;
    }
}
