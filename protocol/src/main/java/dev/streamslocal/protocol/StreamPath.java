package dev.streamslocal.protocol;

/** What a path below {@code /v1/stream/} names (contract 10 §1.2). */
public sealed interface StreamPath {

    /** What every such path begins with. */
    String PREFIX = "/v1/stream/";

    /** The first segment that no stream may have. */
    String RESERVED_SEGMENT = "__ds";

    /**
     * A stream or a sub-resource of one.
     *
     * @param key the key of {@link SubResource#PK}, otherwise {@link RoutingKey#NONE}
     */
    record Target(String name, SubResource sub, RoutingKey key) implements StreamPath {}

    /**
     * The control API of the protocol, never a stream.
     *
     * @param rawPath what follows {@code __ds}, still encoded: empty or beginning with a slash
     */
    record Reserved(String rawPath) implements StreamPath {}

    /** Whether the path leads to the control API. */
    default boolean reserved() {
        return this instanceof Reserved;
    }

    /**
     * Reads a raw path; dot segments may be resolved already.
     *
     * @param rawPath as on the request line, without the query
     * @throws ProtocolException 404 outside {@link #PREFIX}; 400 {@code missing stream name} or for a malformed escape
     */
    static StreamPath parse(String rawPath) {
        String path = DotSegments.resolve(rawPath);
        if (!path.startsWith(PREFIX)) {
            throw new ProtocolException(Problem.notFound());
        }
        return StreamPathParser.parse(withoutTrailingSlashes(path.substring(PREFIX.length())));
    }

    private static String withoutTrailingSlashes(String path) {
        int end = path.length();
        while (end > 0 && path.charAt(end - 1) == '/') {
            end--;
        }
        return path.substring(0, end);
    }
}
