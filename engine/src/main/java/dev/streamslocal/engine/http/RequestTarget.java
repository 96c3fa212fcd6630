package dev.streamslocal.engine.http;

import java.util.Locale;

/**
 * The target of a request line, taken apart. Confined to one request.
 *
 * <p>Origin form ({@code /path?query}), absolute form ({@code http://host/path?query}) and the asterisk are known.
 */
final class RequestTarget {

    private static final String AUTHORITY_ENDS = "/?#";

    private final String authority;
    private final String path;
    private final String query;
    private Query parameters;

    private RequestTarget(String authority, String pathAndQuery) {
        String text = cut(pathAndQuery, '#');
        int mark = text.indexOf('?');
        this.authority = authority;
        this.path = mark < 0 ? text : text.substring(0, mark);
        this.query = mark < 0 ? "" : text.substring(mark + 1);
        this.parameters = Query.parse("");
    }

    /** Whether the text has one of the known forms. */
    static boolean known(String text) {
        return text.startsWith("/") || text.equals("*") || namesAuthority(text);
    }

    private static boolean namesAuthority(String text) {
        int start = authorityStart(text);
        return start > 0 && start < text.length() && AUTHORITY_ENDS.indexOf(text.charAt(start)) < 0;
    }

    static RequestTarget parse(String text) {
        int start = text.startsWith("/") ? -1 : authorityStart(text);
        if (start < 0) {
            return new RequestTarget("", text);
        }
        int end = start;
        while (end < text.length() && AUTHORITY_ENDS.indexOf(text.charAt(end)) < 0) {
            end++;
        }
        String rest = text.substring(end);
        return new RequestTarget(text.substring(start, end), rest.startsWith("/") ? rest : "/" + rest);
    }

    private static int authorityStart(String text) {
        String head = text.substring(0, Math.min(text.length(), 8)).toLowerCase(Locale.ROOT);
        if (head.startsWith("http://")) {
            return 7;
        }
        return head.equals("https://") ? 8 : -1;
    }

    private static String cut(String text, char at) {
        int index = text.indexOf(at);
        return index < 0 ? text : text.substring(0, index);
    }

    /** Host and port of the absolute form; "" for the other forms. */
    String authority() {
        return authority;
    }

    String path() {
        return path;
    }

    String query() {
        return query;
    }

    /** Split when first asked for: most requests of a busy server have no query. */
    Query parameters() {
        if (!query.isEmpty() && !parameters.any()) {
            parameters = Query.parse(query);
        }
        return parameters;
    }
}
