package dev.streamslocal.storage;

import dev.streamslocal.protocol.RoutingKey;
import java.util.ArrayList;
import java.util.List;

/** Joins consecutive small batches of one stream into rows. */
final class BatchPacker {

    private final Pace pace;
    private final List<Batch> parts = new ArrayList<>();
    private int length;
    private int count;
    private int runs;

    BatchPacker(Pace pace) {
        this.pace = pace;
    }

    /** Whether the row in hand takes this batch as well. */
    boolean fits(Batch batch) {
        return parts.isEmpty()
                || (length + batch.gap() + batch.length() <= pace.rowBytesMax()
                        && count + batch.count() <= pace.rowMessagesMax());
    }

    void add(Batch batch) {
        length += batch.length() + (parts.isEmpty() ? 0 : batch.gap());
        count += batch.count();
        runs += batch.runs().size();
        parts.add(batch);
    }

    /** Adds the row in hand to {@code rows}, if there is one, and begins a new one. */
    void flush(List<Batch> rows) {
        if (!parts.isEmpty()) {
            rows.add(parts.size() == 1 ? parts.getFirst().thrifty() : pack());
        }
        parts.clear();
        length = 0;
        count = 0;
        runs = 0;
    }

    private Batch pack() {
        byte[] bytes = new byte[length];
        int[] ends = new int[count];
        int[] runEnds = new int[runs];
        long[] runMillis = new long[runs];
        RoutingKey[] runKeys = new RoutingKey[runs];
        int gap = parts.getFirst().gap();
        int at = 0;
        int message = 0;
        int run = 0;
        for (Batch part : parts) {
            if (at > 0 && gap > 0) {
                bytes[at++] = ',';
            }
            System.arraycopy(part.bytes(), part.start(), bytes, at, part.length());
            for (int r = 0; r < part.runs().size(); r++, run++) {
                runEnds[run] = message + part.runs().ends()[r];
                runMillis[run] = part.runs().millis()[r];
                runKeys[run] = part.runs().keys()[r];
            }
            for (int i = 0; i < part.count(); i++) {
                ends[message++] = at + part.end(i);
            }
            at += part.length();
        }
        Runs packed =
                new Runs(runEnds, runMillis, runKeys, parts.getFirst().runs().continued());
        return new Batch(parts.getFirst().first(), count, bytes, 0, ends, gap, packed, false);
    }
}
