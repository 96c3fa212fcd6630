package dev.streamslocal.cli.bench;

import dev.streamslocal.cli.bench.Faults.Kind;
import java.util.Arrays;
import java.util.BitSet;
import java.util.TreeMap;

/**
 * The messages of one stream as one reader sees them: each once, those of a writer in the order of their numbers.
 *
 * <p>What was skipped is judged at the end, when it is known whether it was acknowledged.
 */
final class Sequence implements BodyScanner.Sink {
    private final BenchStream stream;
    private final String reader;
    private final Faults faults;
    private final int[] next;
    private final long[] hashes;

    /** Skipped numbers by writer; few, since only what failed may be missing. */
    private final TreeMap<Integer, BitSet> skipped = new TreeMap<>();

    private boolean brokenOff;
    private long count;
    private long order = Fingerprint.EMPTY;

    /** @param reader who sees it, for messages */
    Sequence(BenchStream stream, String reader, Faults faults) {
        this.stream = stream;
        this.reader = reader;
        this.faults = faults;
        this.next = new int[stream.lanes().size()];
        this.hashes = new long[next.length];
        Arrays.fill(hashes, Fingerprint.EMPTY);
    }

    BenchStream stream() {
        return stream;
    }

    /** Messages seen, whatever they were. */
    long count() {
        return count;
    }

    /** Fingerprint of all that was seen, in the order of the stream. */
    long order() {
        return order;
    }

    /** Begins anew: the only writer's messages from this number on. */
    void restart(int from) {
        next[0] = from;
        skipped.clear();
    }

    @Override
    public void message(Messages.Reading message, byte[] bytes, int start) {
        count++;
        var checksum = message.checksum(bytes, start);
        order = Fingerprint.add(order, checksum);
        if (take(message)) {
            var lane = message.writer();
            hashes[lane] = Fingerprint.add(hashes[lane], checksum);
        }
    }

    /** Takes the next message; whether it is one that was acknowledged by now and had not been seen. */
    boolean take(Messages.Reading message) {
        var writer = message.writer();
        var number = message.number();
        if (message.stream() != stream.index()
                || writer >= next.length
                || number >= stream.lanes().get(writer).next()) {
            faults.add(Kind.FOREIGN, 1, where(writer, number) + " was never sent there, but to " + message.stream());
            return false;
        }
        if (number < next[writer]) {
            return again(writer, number);
        }
        if (number > next[writer]) {
            skipped.computeIfAbsent(writer, each -> new BitSet()).set(next[writer], number);
        }
        next[writer] = number + 1;
        return stream.lanes().get(writer).acknowledged(number);
    }

    private boolean again(int writer, int number) {
        var missing = skipped.getOrDefault(writer, new BitSet());
        if (missing.get(number)) {
            missing.clear(number);
            faults.add(Kind.REORDERED, 1, where(writer, number) + " comes after a later one");
        } else {
            faults.add(Kind.DOUBLED, 1, where(writer, number) + " is there again");
        }
        return false;
    }

    @Override
    public void altered(Messages.Reading message, int position, String found) {
        count++;
        faults.add(
                Kind.ALTERED,
                1,
                reader + " of " + stream.path() + ": message " + count + ", byte " + position + ": " + found);
    }

    @Override
    public void unreadable(String reason) {
        faults.add(Kind.UNREADABLE, 1, reader + " of " + stream.path() + ": after message " + count + ": " + reason);
    }

    /** Nothing more can be read, so that nobody knows whether the rest is there. */
    void breakOff(String reason) {
        brokenOff = true;
        unreadable(reason);
    }

    boolean brokenOff() {
        return brokenOff;
    }

    /** Judges what is missing; to be called once, when everything has come that will. */
    void finish() {
        for (var lane : stream.lanes()) {
            var writer = lane.writer();
            var lost = brokenOff ? 0 : lane.acknowledged(next[writer], lane.next());
            var first = lane.firstAcknowledged(next[writer]);
            var missing = skipped.getOrDefault(writer, new BitSet());
            for (var each = missing.nextSetBit(0); each >= 0; each = missing.nextSetBit(each + 1)) {
                if (lane.acknowledged(each)) {
                    first = lost == 0 ? each : Math.min(first, each);
                    lost++;
                }
            }
            if (lost > 0) {
                faults.add(Kind.LOST, lost, where(writer, first) + " was acknowledged and is not there");
            }
        }
    }

    /** Fingerprint of what was acknowledged and seen, writer after writer; comparable with {@link BenchStream#hash}. */
    long hash() {
        var hash = Fingerprint.EMPTY;
        for (var each : hashes) {
            hash = Fingerprint.add(hash, each);
        }
        return hash;
    }

    private String where(int writer, int number) {
        return reader + " of " + stream.path() + ": message " + number + " of writer " + writer;
    }
}
