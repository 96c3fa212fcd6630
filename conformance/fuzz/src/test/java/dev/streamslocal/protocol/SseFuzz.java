package dev.streamslocal.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.streamslocal.fuzz.Finding;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/**
 * Whatever a stream holds, a reader after the HTML standard gets it back out of the frames, and nothing besides.
 *
 * <p>Input: two bytes that choose how the rest is cut into runs, then the payload.
 */
public final class SseFuzz {

    private static final class Bytes implements ByteSink {
        private final ByteArrayOutputStream out = new ByteArrayOutputStream();

        @Override
        public void put(byte[] src, int offset, int length) {
            out.write(src, offset, length);
        }

        @Override
        public void put(byte b) {
            out.write(b);
        }
    }

    private SseFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) {
        if (input.length < 2) {
            return;
        }
        byte[] payload = Arrays.copyOfRange(input, 2, input.length);
        int[] cuts = {(input[0] & 0xff) % (payload.length + 1), (input[1] & 0xff) % (payload.length + 1)};
        Arrays.sort(cuts);
        text(payload, cuts);
        base64(payload, cuts);
        json(payload, cuts[0]);
        pages(payload, cuts);
    }

    /** Line ends come back as LF: the standard leaves no other way. */
    private static void text(byte[] payload, int[] cuts) {
        String data = read(SseEncoding.TEXT, payload, cuts, -1);
        String expected = new String(payload, UTF_8).replace("\r\n", "\n").replace('\r', '\n');
        Finding.unlessEqual(data, expected, "text");
    }

    private static void base64(byte[] payload, int[] cuts) {
        int size = SseFrames.size(SseEncoding.BASE64, payload.length, 3);
        String data = read(SseEncoding.BASE64, payload, cuts, size);
        Finding.unless(Arrays.equals(Base64.getDecoder().decode(data), payload), () -> "base64: " + data);
    }

    private static void json(byte[] payload, int cut) {
        Messages messages;
        try {
            messages = JsonSplitter.split(payload.clone(), 0, payload.length);
        } catch (ProtocolException invalid) {
            return;
        }
        if (messages.count() == 0) {
            return;
        }
        int[] cuts = {cut % messages.count()};
        Bytes sink = new Bytes();
        SseData data = SseFrames.data(SseEncoding.JSON, sink);
        int from = 0;
        int runs = 0;
        int bytes = 0;
        for (int to : new int[] {cuts[0], messages.count()}) {
            if (to > from) {
                int begin = messages.begin(from);
                data.slice(messages.bytes(), messages.start() + begin, messages.end(to - 1) - begin);
                bytes += messages.end(to - 1) - begin;
                runs++;
                from = to;
            }
        }
        data.end();
        Finding.unlessEqual(sink.out.size(), SseFrames.size(SseEncoding.JSON, bytes, runs), "size");
        String expected = new String(messages.bytes(), messages.start(), messages.length(), UTF_8);
        Finding.unlessEqual(only(sink), "[" + expected + "]", "JSON");
    }

    /** Well-formed text that is cut into pages anywhere, each held back to a whole character, is whole again. */
    private static void pages(byte[] payload, int[] cuts) {
        String text = new String(payload, UTF_8);
        if (!Arrays.equals(text.getBytes(UTF_8), payload) || text.indexOf('\r') >= 0) {
            return;
        }
        StringBuilder joined = new StringBuilder();
        int from = 0;
        for (int cut : cuts) {
            int end = Math.max(from, cut);
            int to = end - SseFrames.incompleteUtf8(payload, from, end - from);
            joined.append(read(SseEncoding.TEXT, Arrays.copyOfRange(payload, from, to), new int[0], -1));
            from = to;
        }
        joined.append(read(SseEncoding.TEXT, Arrays.copyOfRange(payload, from, payload.length), new int[0], -1));
        Finding.unlessEqual(joined.toString(), text, "pages");
    }

    private static String read(SseEncoding encoding, byte[] payload, int[] cuts, int size) {
        Bytes sink = new Bytes();
        ByteSink.Counting counting = new ByteSink.Counting();
        for (ByteSink each : List.of(sink, counting)) {
            SseData data = SseFrames.data(encoding, each);
            int from = 0;
            for (int cut : cuts) {
                data.slice(payload, from, cut - from);
                from = cut;
            }
            data.slice(payload, from, payload.length - from);
            data.end();
        }
        Finding.unlessEqual(counting.bytes(), sink.out.size(), "counted");
        Finding.unless(size < 0 || size == sink.out.size(), () -> "size " + size + " of " + sink.out.size());
        return only(sink);
    }

    /** The data of the one event, behind which a control event has to be found untouched. */
    private static String only(Bytes sink) {
        sink.out.writeBytes(SseFrames.control(new Offset(7), true, false, "1790000000"));
        List<EventStream.Event> events = new ArrayList<>(EventStream.read(sink.out.toByteArray()));
        Finding.unlessEqual(events.size(), 2, "events");
        Finding.unlessEqual(
                events.get(1),
                new EventStream.Event(
                        "control",
                        "{\"streamNextOffset\":\"0000000000000000003G000000\",\"upToDate\":true,\"streamCursor\":\"1790000000\"}",
                        ""),
                "control");
        Finding.unlessEqual(events.get(0).type() + events.get(0).lastId(), "data", "type and id");
        return events.get(0).data();
    }
}
