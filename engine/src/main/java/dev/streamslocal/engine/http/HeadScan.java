package dev.streamslocal.engine.http;

import io.netty.util.ByteProcessor;

/**
 * Walks once over the bytes of a request head and finds its end, or what no honest client sends: control characters, a CR or LF
 * alone, folded lines. Confined to one connection.
 *
 * <p>The decoder behind it is lenient in these places (it joins folded lines and checks values one by one), and leniency here is what
 * request smuggling lives on.
 */
final class HeadScan implements ByteProcessor {

    private enum Place {
        BEFORE_LINE,
        REQUEST_LINE,
        REQUEST_BLANK,
        REQUEST_LINE_CR,
        LINE_START,
        FIELD,
        FIELD_CR,
        LAST_CR,
        DONE,
        FAULT
    }

    private Place place = Place.BEFORE_LINE;

    /** Whether a byte of the request line has been seen. */
    boolean started() {
        return place != Place.BEFORE_LINE;
    }

    boolean done() {
        return place == Place.DONE;
    }

    boolean fault() {
        return place == Place.FAULT;
    }

    void reset() {
        place = Place.BEFORE_LINE;
    }

    @Override
    public boolean process(byte b) {
        place = next(b);
        return place != Place.DONE && place != Place.FAULT;
    }

    private Place next(byte b) {
        return switch (place) {
            case FIELD -> b == '\r' ? Place.FIELD_CR : text(b) || b == '\t' ? Place.FIELD : Place.FAULT;
            case REQUEST_LINE -> b == '\r' ? Place.REQUEST_LINE_CR : b == ' ' ? Place.REQUEST_BLANK : word(b);
            // One blank parts the words, and none ends the line (RFC 9112 §3).
            case REQUEST_BLANK -> b == ' ' ? Place.FAULT : word(b);
            case LINE_START -> b == '\r' ? Place.LAST_CR : text(b) && b != ' ' ? Place.FIELD : Place.FAULT;
            case REQUEST_LINE_CR, FIELD_CR -> b == '\n' ? Place.LINE_START : Place.FAULT;
            case LAST_CR -> b == '\n' ? Place.DONE : Place.FAULT;
            // Empty lines before a request line are allowed (RFC 9112 §2.2).
            case BEFORE_LINE -> b == '\r' || b == '\n' ? Place.BEFORE_LINE : b == ' ' ? Place.FAULT : word(b);
            case DONE, FAULT -> place;
        };
    }

    private static Place word(byte b) {
        return text(b) ? Place.REQUEST_LINE : Place.FAULT;
    }

    /** Blank, printable ASCII, and the upper half of ISO-8859-1, whose bytes are negative. */
    private static boolean text(byte b) {
        return (b >= ' ' && b != 0x7f) || b < 0;
    }
}
