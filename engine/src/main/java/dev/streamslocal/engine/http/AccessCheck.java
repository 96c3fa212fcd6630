package dev.streamslocal.engine.http;

import dev.streamslocal.protocol.Problem;
import io.netty.handler.codec.http.HttpHeaderNames;
import java.util.Optional;

/**
 * Asks the access rules for each request of one connection. Confined to its event loop.
 *
 * <p>Clients repeat host and origin with every request, so the last ones that passed are remembered.
 */
final class AccessCheck {

    private final AccessRules rules;
    private String passedHost = "";
    private String passedOrigin = "";

    AccessCheck(AccessRules rules) {
        this.rules = rules;
    }

    /** What is wrong with the way the request names its host, if anything; the bytes behind it are then not to be trusted. */
    static Optional<Problem> fault(Request request) {
        if (request.repeats(HttpHeaderNames.HOST)) {
            return Optional.of(Problem.badRequest("more than one host"));
        }
        return request.hasHeader(HttpHeaderNames.HOST) || request.http10()
                ? Optional.empty()
                : Optional.of(Problem.badRequest("missing host"));
    }

    /** Why a request without such a fault is not served, if so. */
    Optional<Problem> refusal(Request request) {
        Optional<Problem> refusal = hostRefusal(request);
        if (refusal.isPresent()) {
            return refusal;
        }
        if (!request.method().safe() && request.hasHeader(HttpHeaderNames.ORIGIN) && !originPasses(request)) {
            return Optional.of(Problem.forbidden("origin not allowed: " + request.header(HttpHeaderNames.ORIGIN)));
        }
        return keyPasses(request) ? Optional.empty() : Optional.of(Problem.unauthorized());
    }

    private boolean keyPasses(Request request) {
        return !rules.apiKey().required()
                || request.rawPath().equals("/health")
                || preflight(request)
                || (!request.repeats(HttpHeaderNames.AUTHORIZATION)
                        && rules.apiKey().admits(request.header(HttpHeaderNames.AUTHORIZATION)));
    }

    /** Browsers send these on their own, without any key. */
    private static boolean preflight(Request request) {
        return request.method() == Method.OPTIONS
                && request.hasHeader(HttpHeaderNames.ORIGIN)
                && request.hasHeader(HttpHeaderNames.ACCESS_CONTROL_REQUEST_METHOD);
    }

    /** The origin that asks, if it may read the answer; "" otherwise. */
    String allowedOrigin(Request request) {
        String origin = request.header(HttpHeaderNames.ORIGIN);
        return !origin.isEmpty() && originPasses(request) ? origin : "";
    }

    private Optional<Problem> hostRefusal(Request request) {
        String host = request.header(HttpHeaderNames.HOST);
        String authority = request.target().authority();
        if (authority.isEmpty() && !host.isEmpty() && host.equals(passedHost)) {
            return Optional.empty();
        }
        // The authority of an absolute target takes the place of Host (RFC 9112 §3.2.2); HTTP/1.0 may come without
        // both.
        String named = authority.isEmpty() ? host : authority;
        if (named.isEmpty() && !request.hasHeader(HttpHeaderNames.HOST)) {
            return Optional.empty();
        }
        if (!rules.hostAllowed(named)) {
            return Optional.of(Problem.forbidden("host not allowed: " + named));
        }
        passedHost = authority.isEmpty() ? host : passedHost;
        return Optional.empty();
    }

    private boolean originPasses(Request request) {
        String origin = request.header(HttpHeaderNames.ORIGIN);
        if (request.repeats(HttpHeaderNames.ORIGIN)) {
            return false;
        }
        if (origin.equals(passedOrigin) && !origin.isEmpty()) {
            return true;
        }
        if (!rules.originAllowed(origin)) {
            return false;
        }
        passedOrigin = origin;
        return true;
    }
}
