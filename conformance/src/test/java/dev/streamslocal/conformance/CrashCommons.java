package dev.streamslocal.conformance;

import java.util.ArrayList;
import java.util.List;

/**
 * The streams all writers append to. A closed one is followed by a new one under the next name; it stays until a whole
 * read-back after its retirement, when no writer can hold it any more.
 */
final class CrashCommons {
    private final List<CrashStream> current = new ArrayList<>();
    private final List<CrashStream> retired = new ArrayList<>();
    private final List<CrashStream> deletable = new ArrayList<>();
    private int names;

    CrashCommons(int count) {
        for (int i = 0; i < count; i++) {
            current.add(next());
        }
    }

    int count() {
        return current.size();
    }

    synchronized CrashStream at(int place) {
        return current.get(place);
    }

    /** Lets another stream follow this one, which is closed. */
    synchronized void retire(int place, CrashStream old) {
        if (current.get(place) == old) {
            current.set(place, next());
            retired.add(old);
        }
    }

    synchronized List<CrashStream> all() {
        var all = new ArrayList<>(current);
        all.addAll(retired);
        all.addAll(deletable);
        return all;
    }

    /** Everything was read back, and no writer is at work. */
    synchronized void readBack() {
        deletable.removeIf(stream -> !stream.isPresent());
        deletable.addAll(retired);
        retired.clear();
    }

    /** A stream for one writer alone to delete. It stays known, so that it is looked for. */
    synchronized List<CrashStream> deletable() {
        return List.copyOf(deletable);
    }

    private CrashStream next() {
        return new CrashStream("crash/commons/" + ++names, true);
    }
}
