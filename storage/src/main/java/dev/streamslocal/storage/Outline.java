package dev.streamslocal.storage;

import dev.streamslocal.protocol.RoutingKey;

/**
 * The compact table of a batch beside its bytes: runs with their times and keys, then the lengths of the messages.
 *
 * <pre>
 *   varint  runs * 2 + (first run continues the request before it ? 1 : 0)
 *   per run varint messages, zigzag milliseconds since the run before (since 0 for the first), varint 0 = no key | 1 = key, [text key]
 *   varint  length of each message
 * </pre>
 */
final class Outline {

    private Outline() {}

    static void encode(Encoder out, Runs runs, int[] ends, int count, int gap) {
        out.varint(2L * runs.size() + (runs.continued() ? 1 : 0));
        long before = 0;
        for (int r = 0; r < runs.size(); r++) {
            out.varint(runs.ends()[r] - runs.begin(r));
            out.zigzag(runs.millis()[r] - before);
            before = runs.millis()[r];
            RoutingKey key = runs.keys()[r];
            out.fixed8(key.present() ? 1 : 0);
            if (key.present()) {
                out.text(key.text());
            }
        }
        int begin = 0;
        for (int i = 0; i < count; i++) {
            out.varint(ends[i] - begin);
            begin = ends[i] + gap;
        }
    }

    static Runs decodeRuns(Decoder in, int count) {
        long head = in.varint();
        if (head >>> 1 < 1 || head >>> 1 > count) {
            throw Decoder.damaged();
        }
        int size = (int) (head >>> 1);
        int[] ends = new int[size];
        long[] millis = new long[size];
        RoutingKey[] keys = new RoutingKey[size];
        int end = 0;
        long time = 0;
        for (int r = 0; r < size; r++) {
            end += in.count(count - end);
            time += in.zigzag();
            ends[r] = end;
            millis[r] = time;
            keys[r] = in.fixed8() == 0 ? RoutingKey.NONE : RoutingKey.of(in.text());
        }
        if (end != count) {
            throw Decoder.damaged();
        }
        return new Runs(ends, millis, keys, (head & 1) != 0);
    }

    static int[] decodeEnds(Decoder in, int count, int gap) {
        if (count > in.remaining()) {
            // Each message takes a byte here; a count that no checksum has covered must not ask for any amount of
            // memory.
            throw Decoder.damaged();
        }
        int[] ends = new int[count];
        int begin = 0;
        for (int i = 0; i < count; i++) {
            ends[i] = begin + in.count(Integer.MAX_VALUE - begin - gap);
            begin = ends[i] + gap;
        }
        return ends;
    }
}
