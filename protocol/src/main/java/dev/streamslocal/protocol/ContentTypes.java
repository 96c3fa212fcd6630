package dev.streamslocal.protocol;

import java.util.Locale;

/**
 * Content types as the protocol compares them: without parameters, trimmed, in lower case (contract 10, preamble and
 * §4.1).
 */
public final class ContentTypes {

    /** Of a stream that is created without one. */
    public static final String DEFAULT = "application/octet-stream";

    public static final String JSON = "application/json";

    /** Of the server's own JSON answers. */
    public static final String JSON_UTF_8 = "application/json; charset=utf-8";

    public static final String EVENT_STREAM = "text/event-stream";

    private ContentTypes() {}

    /** The comparable form of a header value; empty when the header is absent, empty or begins with its parameters. */
    public static String normalize(String header) {
        int parameters = header.indexOf(';');
        String type = parameters < 0 ? header : header.substring(0, parameters);
        return type.strip().toLowerCase(Locale.ROOT);
    }

    /** The comparable form of a header value, {@link #DEFAULT} where that is empty. */
    public static String normalizeOrDefault(String header) {
        String type = normalize(header);
        return type.isEmpty() ? DEFAULT : type;
    }

    /** Whether bodies of this normalised type are JSON. */
    public static boolean isJson(String contentType) {
        return contentType.equals(JSON);
    }

    /** Whether server-sent events carry this normalised type as text instead of base64 (contract 10 §8). */
    public static boolean isText(String contentType) {
        return isJson(contentType) || contentType.startsWith("text/");
    }
}
