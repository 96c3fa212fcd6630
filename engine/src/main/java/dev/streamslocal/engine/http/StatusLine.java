package dev.streamslocal.engine.http;

import io.netty.handler.codec.http.HttpResponseStatus;
import java.nio.charset.StandardCharsets;

/** Status lines as bytes, together with the header that stands on every answer. */
final class StatusLine {

    static final byte[] CONTINUE = "HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private static final int FIRST = 200;
    private static final byte[][] PREPARED = new byte[400][];

    static {
        for (int i = 0; i < PREPARED.length; i++) {
            String reason = HttpResponseStatus.valueOf(FIRST + i).reasonPhrase();
            PREPARED[i] = ("HTTP/1.1 " + (FIRST + i) + " " + reason + "\r\nX-Content-Type-Options: nosniff\r\n")
                    .getBytes(StandardCharsets.US_ASCII);
        }
    }

    private StatusLine() {}

    static byte[] of(int status) {
        return PREPARED[status - FIRST];
    }
}
