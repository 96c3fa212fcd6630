package dev.streamslocal.protocol;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

/**
 * Events of a live read in the form of contract 10 §8: lines end in LF, no blank after {@code data:}, one after {@code
 * event:}.
 *
 * <p>A data event is written as {@link #data}, one {@link SseData#slice} for each run of entries, {@link SseData#end}.
 * The same calls on a {@link ByteSink.Counting} give its exact size; for JSON and base64 {@link #size} knows it from
 * the lengths alone.
 */
public final class SseFrames {

    private static final byte[] DATA = ascii("event: data\ndata:");
    private static final byte[] END = ascii("\n\n");
    private static final byte[] CONTROL = ascii("event: control\ndata:{\"streamNextOffset\":\"");
    private static final byte[] UP_TO_DATE = ascii(",\"upToDate\":true");
    private static final byte[] CLOSED = ascii(",\"streamClosed\":true");
    private static final byte[] CURSOR = ascii(",\"streamCursor\":\"");
    private static final byte[] CONTROL_END = ascii("}\n\n");

    private SseFrames() {}

    /** Begins a data event. */
    public static SseData data(SseEncoding encoding, ByteSink sink) {
        sink.put(DATA, 0, DATA.length);
        return switch (encoding) {
            case JSON -> new JsonSseData(sink);
            case TEXT -> new TextSseData(sink);
            case BASE64 -> new Base64SseData(sink);
        };
    }

    /**
     * Bytes of a JSON or base64 data event.
     *
     * @param bytes in all slices together
     * @param slices how many slices, none of them empty
     * @throws ArithmeticException beyond {@link Integer#MAX_VALUE}
     */
    public static int size(SseEncoding encoding, long bytes, int slices) {
        long data = switch (encoding) {
            case JSON -> bytes + 2 + Math.max(0, slices - 1);
            case BASE64 -> (bytes + 2) / 3 * 4;
            case TEXT -> throw new IllegalArgumentException("the size of text depends on its lines");
        };
        return Math.toIntExact(DATA.length + data + END.length);
    }

    /**
     * A control event.
     *
     * @param upToDate whether {@code next} is the tail
     * @param closed whether the stream ends at {@code next}
     * @param cursor ASCII digits or empty; left out when closed
     */
    public static byte[] control(Offset next, boolean upToDate, boolean closed, String cursor) {
        boolean hasCursor = !closed && !cursor.isEmpty();
        int length = CONTROL.length + Offset.TOKEN_LENGTH + 1 + CONTROL_END.length;
        length += upToDate ? UP_TO_DATE.length : 0;
        length += closed ? CLOSED.length : 0;
        length += hasCursor ? CURSOR.length + cursor.length() + 1 : 0;
        byte[] event = new byte[length];
        int at = put(CONTROL, event, 0);
        Offset.write(next.position(), event, at);
        at += Offset.TOKEN_LENGTH;
        event[at++] = '"';
        at = upToDate ? put(UP_TO_DATE, event, at) : at;
        at = closed ? put(CLOSED, event, at) : at;
        if (hasCursor) {
            at = put(CURSOR, event, at);
            at = put(ascii(cursor), event, at);
            event[at++] = '"';
        }
        put(CONTROL_END, event, at);
        return event;
    }

    /**
     * How many bytes at the end of a text page begin a UTF-8 sequence that the page does not finish: 0 to 3. Bytes that
     * no further byte could make valid are not counted.
     */
    public static int incompleteUtf8(byte[] bytes, int offset, int length) {
        return Utf8.incompleteTail(bytes, offset, length);
    }

    static void end(ByteSink sink) {
        sink.put(END, 0, END.length);
    }

    private static int put(byte[] part, byte[] event, int at) {
        System.arraycopy(part, 0, event, at, part.length);
        return at + part.length;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(ISO_8859_1);
    }
}
