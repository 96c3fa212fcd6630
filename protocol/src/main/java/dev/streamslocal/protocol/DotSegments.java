package dev.streamslocal.protocol;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Resolves {@code .} and {@code ..} in a raw path as the URL standard does, dots written {@code %2e} included (contract
 * 10 §1.2).
 */
public final class DotSegments {

    private DotSegments() {}

    /**
     * The path without dot segments; empty segments are kept and {@code ..} at the root is dropped. A resolved path
     * resolves to itself.
     *
     * @param rawPath beginning with {@code /}, without a query
     */
    public static String resolve(String rawPath) {
        return mayHaveDots(rawPath) ? join(resolve(rawPath.substring(1).split("/", -1))) : rawPath;
    }

    private static boolean mayHaveDots(String path) {
        for (int slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) {
            if (path.startsWith(".", slash + 1) || path.startsWith("%2", slash + 1)) {
                return true;
            }
        }
        return false;
    }

    private static List<String> resolve(String[] segments) {
        List<String> kept = new ArrayList<>(segments.length);
        for (int i = 0; i < segments.length; i++) {
            boolean last = i == segments.length - 1;
            int dots = dots(segments[i]);
            if (dots == 2 && !kept.isEmpty()) {
                kept.removeLast();
            }
            if (dots == 0) {
                kept.add(segments[i]);
            } else if (last) {
                kept.add("");
            }
        }
        return kept;
    }

    /** 1 or 2 for a dot segment, otherwise 0. */
    private static int dots(String segment) {
        if (segment.isEmpty() || segment.length() > 6) {
            return 0;
        }
        return switch (segment.toLowerCase(Locale.ROOT)) {
            case ".", "%2e" -> 1;
            case "..", ".%2e", "%2e.", "%2e%2e" -> 2;
            default -> 0;
        };
    }

    private static String join(List<String> segments) {
        return "/" + String.join("/", segments);
    }
}
