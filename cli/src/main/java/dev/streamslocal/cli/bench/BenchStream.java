package dev.streamslocal.cli.bench;

import java.util.ArrayList;
import java.util.List;

/** One stream of a run: its name on the server, and who writes to it. */
final class BenchStream {
    private final int index;
    private final String path;
    private final Messages messages;
    private final List<Lane> lanes = new ArrayList<>();
    private int readers;
    private long unknown;

    /** @param path of the stream on the server */
    BenchStream(int index, String path, Messages messages) {
        this.index = index;
        this.path = path;
        this.messages = messages;
    }

    /**
     * Adds a writer.
     *
     * @param batch messages of each of its requests
     * @param remembered requests whose times are kept, a power of two
     */
    Lane addLane(int batch, int remembered) {
        var lane = new Lane(this, lanes.size(), batch, remembered);
        lanes.add(lane);
        return lane;
    }

    int index() {
        return index;
    }

    String path() {
        return path;
    }

    Messages messages() {
        return messages;
    }

    List<Lane> lanes() {
        return lanes;
    }

    /** Live readers of this stream. */
    int readers() {
        return readers;
    }

    void addReader() {
        readers++;
    }

    /** Notes a request whose outcome nobody knows: its messages may still appear, at any time. */
    void outcomeUnknown() {
        unknown++;
    }

    boolean settled() {
        return unknown == 0;
    }

    long acknowledged() {
        return lanes.stream()
                .mapToLong(each -> each.acknowledged(0, each.next()))
                .sum();
    }

    /** Fingerprint of all that was acknowledged, writer after writer. */
    long hash() {
        var hash = Fingerprint.EMPTY;
        for (var lane : lanes) {
            hash = Fingerprint.add(hash, lane.hash());
        }
        return hash;
    }
}
