package dev.streamslocal.conformance;

import java.net.InetSocketAddress;
import java.net.URI;
import org.jspecify.annotations.Nullable;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;

/**
 * The one server all probes of a run talk to: the one {@code -Dconformance.url} names, or the packaged product as a child process.
 * Started at the first use, from any thread; stopped when the test run ends.
 */
public final class ServerUnderTest implements LauncherSessionListener {
    private static final String GIVEN_URL =
            System.getProperty("conformance.url", "").replaceFirst("/+$", "");
    private static final Object LOCK = new Object();

    private static @Nullable PackagedServer child;

    /** Base URL without a trailing slash, for example {@code http://127.0.0.1:40123}. */
    static String url() {
        return GIVEN_URL.isEmpty() ? child().url() : GIVEN_URL;
    }

    static InetSocketAddress address() {
        var uri = URI.create(url());
        return new InetSocketAddress(uri.getHost(), uri.getPort());
    }

    /** The value an ordinary client sends as {@code Host}. */
    static String host() {
        return URI.create(url()).getAuthority();
    }

    @Override
    public void launcherSessionClosed(LauncherSession session) {
        synchronized (LOCK) {
            if (child != null) {
                child.stop();
            }
        }
    }

    private static PackagedServer child() {
        synchronized (LOCK) {
            if (child == null) {
                child = PackagedServer.start();
            }
            return child;
        }
    }
}
