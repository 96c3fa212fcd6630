package dev.streamslocal.engine;

import java.util.List;
import java.util.regex.Pattern;

/** The paths of the control API below the reserved first segment (contract 10 §12). */
final class ControlRoutes {
    private static final List<Pattern> KNOWN = List.of(
            Pattern.compile("/jwks\\.json"),
            Pattern.compile("/subscriptions/[^/]+"),
            Pattern.compile("/subscriptions/[^/]+/streams(/.+)?"),
            Pattern.compile("/subscriptions/[^/]+/(callback|claim|ack|release)"));

    private ControlRoutes() {}

    /** Whether a route of the control API has this path, given from after the reserved segment. */
    static boolean known(String rawPath) {
        return KNOWN.stream().anyMatch(each -> each.matcher(rawPath).matches());
    }
}
