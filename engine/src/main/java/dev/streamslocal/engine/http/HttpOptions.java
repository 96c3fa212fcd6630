package dev.streamslocal.engine.http;

import dev.streamslocal.protocol.Limits;
import java.time.InstantSource;

/**
 * How a server listens and what it accepts.
 *
 * @param hostname address or name to listen on
 * @param port 0 for any free one
 * @param eventLoops threads that serve connections
 * @param bodyBytesMax largest request body that is kept
 * @param clock the wall clock of the Date header
 * @param observer hears of every connection and request
 */
public record HttpOptions(
        String hostname,
        int port,
        int eventLoops,
        int bodyBytesMax,
        AccessRules access,
        HttpLimits limits,
        InstantSource clock,
        HttpObserver observer) {

    public HttpOptions {
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("port must lie between 0 and 65535: " + port);
        }
        if (eventLoops < 1 || bodyBytesMax < 0) {
            throw new IllegalArgumentException("eventLoops must be positive and bodyBytesMax not negative");
        }
    }

    /** 127.0.0.1, any free port, one event loop, loopback access only, the limits of the contract. */
    public static HttpOptions defaults() {
        return new HttpOptions(
                "127.0.0.1",
                0,
                1,
                Limits.BODY_BYTES_MAX,
                AccessRules.loopback(),
                HttpLimits.defaults(),
                InstantSource.system(),
                HttpObserver.NONE);
    }

    /** The same on another address; the access rules stay as they are. */
    public HttpOptions withAddress(String hostname, int port) {
        return new HttpOptions(hostname, port, eventLoops, bodyBytesMax, access, limits, clock, observer);
    }

    public HttpOptions withEventLoops(int eventLoops) {
        return new HttpOptions(hostname, port, eventLoops, bodyBytesMax, access, limits, clock, observer);
    }

    public HttpOptions withBodyBytesMax(int bodyBytesMax) {
        return new HttpOptions(hostname, port, eventLoops, bodyBytesMax, access, limits, clock, observer);
    }

    public HttpOptions withAccess(AccessRules access) {
        return new HttpOptions(hostname, port, eventLoops, bodyBytesMax, access, limits, clock, observer);
    }

    public HttpOptions withLimits(HttpLimits limits) {
        return new HttpOptions(hostname, port, eventLoops, bodyBytesMax, access, limits, clock, observer);
    }

    public HttpOptions withClock(InstantSource clock) {
        return new HttpOptions(hostname, port, eventLoops, bodyBytesMax, access, limits, clock, observer);
    }

    public HttpOptions withObserver(HttpObserver observer) {
        return new HttpOptions(hostname, port, eventLoops, bodyBytesMax, access, limits, clock, observer);
    }
}
