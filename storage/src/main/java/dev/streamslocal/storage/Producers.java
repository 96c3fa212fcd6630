package dev.streamslocal.storage;

import java.util.HashMap;
import java.util.Map;

/** The producers of one stream as of the newest admission, with those that the producer table does not know yet. Confined to the writer. */
final class Producers {

    /** Stands for producers that have not been read from the table. */
    static final Producers UNKNOWN = new Producers(Map.of());

    private final Map<String, ProducerState> states;
    private final Map<String, ProducerState> unmerged = new HashMap<>();

    Producers(Map<String, ProducerState> stored) {
        this.states = new HashMap<>(stored);
    }

    ProducerState get(String id) {
        return states.getOrDefault(id, ProducerState.NONE);
    }

    void put(String id, ProducerState state) {
        states.put(id, state);
        unmerged.put(id, state);
    }

    /** Takes back a {@link #put} of a transaction that failed. */
    void restore(String id, ProducerState former) {
        if (former.known()) {
            put(id, former);
        } else {
            states.remove(id);
            unmerged.remove(id);
        }
    }

    /** Whether the producer table knows them all, so that they can be read back from there. */
    boolean areMerged() {
        return unmerged.isEmpty();
    }

    int size() {
        return states.size();
    }

    Map<String, ProducerState> unmerged() {
        return unmerged;
    }

    void merged() {
        unmerged.clear();
    }
}
