package dev.streamslocal.engine.http;

import dev.streamslocal.protocol.ProtocolException;
import dev.streamslocal.protocol.StreamName;
import java.util.ArrayList;
import java.util.List;

/**
 * The parameters of a query string, in the order in which they were sent. Immutable.
 *
 * <p>A value is decoded when it is asked for ({@code +} is a blank, escapes are strict UTF-8), so that a malformed parameter nobody
 * knows does no harm.
 */
public final class Query {

    private static final Query EMPTY = new Query(List.of());

    /** Names (decoded) and values (raw), alternating. */
    private final List<String> pairs;

    private Query(List<String> pairs) {
        this.pairs = pairs;
    }

    /** Splits the text after the question mark; a name that cannot be decoded is one that nobody asks for. */
    public static Query parse(String raw) {
        if (raw.isEmpty()) {
            return EMPTY;
        }
        var pairs = new ArrayList<String>();
        int start = 0;
        while (start <= raw.length()) {
            int end = raw.indexOf('&', start);
            if (end < 0) {
                end = raw.length();
            }
            if (end > start) {
                addPair(pairs, raw, start, end);
            }
            start = end + 1;
        }
        return new Query(pairs);
    }

    private static void addPair(List<String> pairs, String raw, int start, int end) {
        int equals = raw.indexOf('=', start);
        boolean named = equals >= 0 && equals < end;
        String name = raw.substring(start, named ? equals : end);
        try {
            pairs.add(decode(name));
        } catch (ProtocolException malformed) {
            pairs.add(name);
        }
        pairs.add(named ? raw.substring(equals + 1, end) : "");
    }

    /**
     * The first value of a parameter, or "" when it is absent.
     *
     * @throws ProtocolException 400 when an escape is malformed or not UTF-8
     */
    public String first(String name) {
        for (int i = 0; i < pairs.size(); i += 2) {
            if (pairs.get(i).equals(name)) {
                return decode(pairs.get(i + 1));
            }
        }
        return "";
    }

    /** Whether the parameter was sent, with or without a value. */
    public boolean has(String name) {
        for (int i = 0; i < pairs.size(); i += 2) {
            if (pairs.get(i).equals(name)) {
                return true;
            }
        }
        return false;
    }

    boolean any() {
        return !pairs.isEmpty();
    }

    /** How often the parameter was sent. */
    public int count(String name) {
        int count = 0;
        for (int i = 0; i < pairs.size(); i += 2) {
            if (pairs.get(i).equals(name)) {
                count++;
            }
        }
        return count;
    }

    private static String decode(String raw) {
        return StreamName.decode(raw.replace('+', ' '));
    }
}
