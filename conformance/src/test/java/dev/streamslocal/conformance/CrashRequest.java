package dev.streamslocal.conformance;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * One append of one writer. Its messages say who they are and can be made again from this record, byte for byte, so
 * that nothing large is remembered.
 *
 * @param number rises with every request of the writer
 * @param fillBytes one size per message; none for the empty body of a creation
 */
record CrashRequest(
        CrashKind kind,
        int writer,
        long number,
        List<Integer> fillBytes,
        boolean closing,
        String streamSeq,
        CrashTuple producer) {
    private static final byte[] ALPHABET =
            "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ+-".getBytes(StandardCharsets.US_ASCII);

    int count() {
        return fillBytes.size();
    }

    /** The stored bytes of one message. JSON keeps its number forms and inner blanks. */
    byte[] message(int index) {
        return switch (kind) {
            case JSON ->
                framed(
                        "{\"writer\":%d,\"request\":%d,\"index\":%d,\"big\":12345678901234567890,\"one\":"
                                + " 1.0,\"fill\":\"",
                        index, "\"}");
            case BYTES -> framed("%d %d %d:", index, "\n");
        };
    }

    /** The body as sent; a lone JSON message goes bare or as an array of one. */
    byte[] body() {
        boolean bare = kind == CrashKind.BYTES || (count() == 1 && number % 2 == 0);
        if (count() == 0 || bare) {
            return count() == 0 ? new byte[0] : message(0);
        }
        var body = new ByteArrayOutputStream();
        for (int index = 0; index < count(); index++) {
            body.writeBytes((index == 0 ? "[ " : " ,\n").getBytes(StandardCharsets.US_ASCII));
            body.writeBytes(message(index));
        }
        body.writeBytes("]".getBytes(StandardCharsets.US_ASCII));
        return body.toByteArray();
    }

    String headers() {
        String seq = streamSeq.isEmpty() ? "" : "Stream-Seq: " + streamSeq + "\r\n";
        return "Content-Type: " + kind.contentType + "\r\n" + seq + producer.headers()
                + (closing ? CrashClient.CLOSING : "");
    }

    private byte[] framed(String format, int index, String end) {
        byte[] head = format.formatted(writer, number, index).getBytes(StandardCharsets.US_ASCII);
        int fill = fillBytes.get(index);
        var message = new byte[head.length + fill + end.length()];
        System.arraycopy(head, 0, message, 0, head.length);
        fill(message, head.length, fill, index);
        System.arraycopy(end.getBytes(StandardCharsets.US_ASCII), 0, message, head.length + fill, end.length());
        return message;
    }

    private void fill(byte[] target, int from, int length, int index) {
        long state = (writer * 31L + number) * 1_000_003L + index;
        for (int at = from; at < from + length; at++) {
            state = state * 6364136223846793005L + 1442695040888963407L;
            int next = (int) (state >>> 56);
            target[at] = kind == CrashKind.JSON ? ALPHABET[next & 63] : (byte) next;
        }
    }

    @Override
    public String toString() {
        return "request " + number + " of writer " + writer + " (" + count() + " messages"
                + (closing ? ", closing" : "") + (producer.isGiven() ? ", " + producer : "") + ")";
    }
}
