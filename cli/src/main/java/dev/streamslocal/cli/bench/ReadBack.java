package dev.streamslocal.cli.bench;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads every stream from its start to its end when the load is over. Confined to the loop. */
final class ReadBack {
    private static final int CONNECTIONS_MAX = 4;

    private final Loop loop;
    private final Target target;
    private final Faults faults;
    private final Figures figures;
    private final Deque<BenchStream> due;
    private final List<Sequence> sequences = new ArrayList<>();
    private final Map<BenchStream, Sequence> byStream = new HashMap<>();
    private int left;
    private int brokenOffInARow;

    ReadBack(Loop loop, Target target, List<BenchStream> streams, Faults faults, Figures figures) {
        this.loop = loop;
        this.target = target;
        this.faults = faults;
        this.figures = figures;
        this.due = new ArrayDeque<>(streams);
        this.left = streams.size();
        for (var stream : streams) {
            var sequence = new Sequence(stream, "read-back", faults);
            sequences.add(sequence);
            byStream.put(stream, sequence);
        }
    }

    void start() {
        for (var i = Math.min(CONNECTIONS_MAX, left); i > 0; i--) {
            next();
        }
    }

    private void next() {
        var stream = due.poll();
        if (stream != null) {
            var sequence = of(stream);
            new PageReader(loop, target, sequence, sequence, PageReader.AtTail.END, figures, () -> ended(sequence))
                    .start();
        }
    }

    private void ended(Sequence sequence) {
        left--;
        brokenOffInARow = sequence.brokenOff() ? brokenOffInARow + 1 : 0;
        // Each reader has tried for long.
        if (brokenOffInARow >= CONNECTIONS_MAX) {
            giveUpRest();
        }
        next();
    }

    private void giveUpRest() {
        for (var stream = due.poll(); stream != null; stream = due.poll()) {
            of(stream).breakOff("not tried, as others could not be read");
            left--;
        }
    }

    /** Streams that are not read yet. */
    int left() {
        return left;
    }

    /** Judges what is missing. */
    void finish() {
        sequences.forEach(Sequence::finish);
    }

    Sequence of(BenchStream stream) {
        var sequence = byStream.get(stream);
        if (sequence == null) {
            throw new IllegalStateException("not read back: " + stream.path());
        }
        return sequence;
    }

    long acknowledged() {
        return sequences.stream()
                .mapToLong(each -> each.stream().acknowledged())
                .sum();
    }

    /** Messages that were there. */
    long count() {
        return sequences.stream().mapToLong(Sequence::count).sum();
    }

    /** Fingerprint of what was acknowledged and is there; comparable with {@link #written}. */
    long read() {
        var hash = Fingerprint.EMPTY;
        for (var each : sequences) {
            hash = Fingerprint.add(hash, each.hash());
        }
        return hash;
    }

    /** Fingerprint of what was acknowledged. */
    long written() {
        var hash = Fingerprint.EMPTY;
        for (var each : sequences) {
            hash = Fingerprint.add(hash, each.stream().hash());
        }
        return hash;
    }

    /** Whether a faultless check has the same fingerprint on both sides; if not, that is a fault of its own. */
    void compareHashes() {
        if (read() != written() && faults.none()) {
            faults.add(Faults.Kind.UNREADABLE, 1, "read-back: the hash differs from that of what was written");
        }
    }
}
