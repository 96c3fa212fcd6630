package dev.streamslocal.engine;

import dev.streamslocal.storage.LivingProcess;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;

/**
 * Asks whether the server of a name is there and answers. Blocks the caller for up to two seconds.
 *
 * {@snippet class="dev.streamslocal.engine.examples.ServerExamplesIT" region="probe"}
 */
public final class HealthProbe {
    private static final int WAIT_MILLIS = 1_000;
    private static final int PORT_MAX = 65_535;

    private HealthProbe() {}

    /** What the server of these options told when it started, if it still runs and answers. */
    public static Optional<Exports> healthy(ServerOptions options) {
        return new ServerFile(options.directory().serverFile())
                .read()
                .filter(exports -> isAlive(exports.pid()))
                .filter(exports -> answers(exports.url()));
    }

    /** Whether there is a process of this number, ours or not. */
    static boolean isAlive(long pid) {
        return LivingProcess.find(pid).isPresent();
    }

    /** Whether a server answers at this URL within a second. */
    static boolean answers(String url) {
        try {
            // Proxies of the environment are meant for other hosts than this one.
            var connection = (HttpURLConnection) health(url).toURL().openConnection(Proxy.NO_PROXY);
            connection.setConnectTimeout(WAIT_MILLIS);
            connection.setReadTimeout(WAIT_MILLIS);
            connection.setInstanceFollowRedirects(false);
            try {
                return connection.getResponseCode() / 100 == 2;
            } finally {
                connection.disconnect();
            }
        } catch (IOException | URISyntaxException e) {
            return false;
        }
    }

    /** The URL of a server with an IPv6 hostname lacks the brackets that a URI needs. */
    static URI health(String url) throws URISyntaxException {
        var scheme = "http://";
        var colon = url.lastIndexOf(':');
        if (!url.startsWith(scheme) || colon < scheme.length()) {
            throw new URISyntaxException(url, "not the URL of a server");
        }
        var host = url.substring(scheme.length(), colon);
        var quoted = host.contains(":") && !host.startsWith("[") ? "[" + host + "]" : host;
        var health = new URI(scheme + quoted + url.substring(colon) + "/health");
        // The JDK would take it and throw what is no IOException when it connects.
        if (health.getPort() > PORT_MAX) {
            throw new URISyntaxException(url, "no such port");
        }
        return health;
    }
}
