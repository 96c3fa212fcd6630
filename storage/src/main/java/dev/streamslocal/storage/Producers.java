package dev.streamslocal.storage;

import java.util.HashMap;
import java.util.Map;

/**
 * The producers of one stream as of the newest admission: those that have written lately, and those that the producer table does not know
 * yet. Clients make them at will and name them as they like, so that the others are looked up one by one. Confined to the writer.
 */
final class Producers {

    /** Of a stream of which memory holds none. */
    static final Producers UNKNOWN = new Producers(false);

    /** So many bytes of a name count as one more producer. */
    private static final int NAME_BYTES = 256;

    private final Map<String, ProducerState> states = new HashMap<>();
    private final Map<String, ProducerState> unmerged = new HashMap<>();

    /** Whether there are none but those in memory. */
    private final boolean complete;

    private long weight;

    private Producers(boolean complete) {
        this.complete = complete;
    }

    /** Of a stream that nobody has written to. */
    static Producers ofNewStream() {
        return new Producers(true);
    }

    /**
     * Of a stream whose producers stand in the table.
     *
     * @param stored all of them, or none if they are too many to be read at once
     */
    static Producers ofStoredStream(Map<String, ProducerState> stored) {
        var producers = new Producers(!stored.isEmpty());
        stored.forEach(producers::learn);
        return producers;
    }

    /** Whether {@link #get} can tell; else the table has to be asked, and what it says {@link #learn}ed. */
    boolean knows(String id) {
        return complete || states.containsKey(id);
    }

    ProducerState get(String id) {
        return states.getOrDefault(id, ProducerState.NONE);
    }

    /** Takes over what the table says of a producer. */
    void learn(String id, ProducerState stored) {
        keep(id, stored);
    }

    void put(String id, ProducerState state) {
        keep(id, state);
        unmerged.put(id, state);
    }

    private void keep(String id, ProducerState state) {
        if (states.put(id, state) == null) {
            weight += weight(id);
        }
    }

    /** Takes back a {@link #put} of a transaction that failed. */
    void restore(String id, ProducerState former) {
        if (former.known()) {
            put(id, former);
            return;
        }
        if (states.remove(id) != null) {
            weight -= weight(id);
        }
        unmerged.remove(id);
    }

    /** Those that the producer table does not know; the others can be read back from there. */
    Producers unmergedAlone() {
        if (unmerged.isEmpty()) {
            return UNKNOWN;
        }
        var left = new Producers(false);
        unmerged.forEach(left::put);
        return left;
    }

    int size() {
        return states.size();
    }

    /** Producers, those with long names counted more than once. */
    long weight() {
        return weight;
    }

    static long weight(String id) {
        return 1 + id.length() / NAME_BYTES;
    }

    Map<String, ProducerState> unmerged() {
        return unmerged;
    }

    void merged() {
        unmerged.clear();
    }
}
