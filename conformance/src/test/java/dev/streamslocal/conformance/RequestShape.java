package dev.streamslocal.conformance;

import java.nio.charset.StandardCharsets;

/**
 * One way to write a request, and what has to become of it.
 *
 * <p>In the text {@code |} is CRLF, {@code HOST} the server, {@code PATH} the stream of the request, {@code EVIL} a whole request that
 * deletes another stream, and {@code #} the number of bytes behind the first empty line.
 *
 * @param stored what the stream of the request holds afterwards
 */
record RequestShape(String name, Fate fate, int status, String text, String stored) {

    /** What the server does with the shape, and with what follows on the connection. */
    enum Fate {
        /** Answered, and the next request as well. */
        SERVED,
        /** Answered, and the connection ends as the client wished. */
        LAST,
        /** Answered with an error, and the connection ends whatever follows. */
        REFUSED,
        /** What follows belongs to its body, which never ends. */
        HELD
    }

    static RequestShape served(String name, int status, String text) {
        return new RequestShape(name, Fate.SERVED, status, text, "");
    }

    static RequestShape last(String name, int status, String text) {
        return new RequestShape(name, Fate.LAST, status, text, "");
    }

    static RequestShape refused(String name, String text) {
        return refused(name, 400, text);
    }

    static RequestShape refused(String name, int status, String text) {
        return new RequestShape(name, Fate.REFUSED, status, text, "");
    }

    static RequestShape held(String name, String text) {
        return new RequestShape(name, Fate.HELD, 0, text, "");
    }

    RequestShape storing(String content) {
        return new RequestShape(name, fate, status, text, content);
    }

    /** The bytes of a request to one stream that would do harm to another. */
    byte[] bytes(ProbeStream stream, ProbeStream victim) {
        return written(text, stream, victim).getBytes(StandardCharsets.ISO_8859_1);
    }

    String storedIn(ProbeStream stream, ProbeStream victim) {
        return written(stored, stream, victim);
    }

    private static String written(String text, ProbeStream stream, ProbeStream victim) {
        String whole = text.replaceAll("\\bEVIL\\b", "DELETE VICTIM HTTP/1.1|Host: HOST||")
                .replace("PATH", stream.path())
                .replace("VICTIM", victim.path())
                .replaceAll("\\bHOST\\b", ServerUnderTest.host())
                .replace("|", "\r\n");
        return whole.replace("#", String.valueOf(whole.length() - (whole.indexOf("\r\n\r\n") + 4)));
    }

    @Override
    public String toString() {
        return name;
    }
}
