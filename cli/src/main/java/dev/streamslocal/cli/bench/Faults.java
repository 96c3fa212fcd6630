package dev.streamslocal.cli.bench;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** What the check of the contents found wrong, counted, with words for the first few. */
final class Faults {
    private static final int EXAMPLES_MAX = 5;

    private final Map<Kind, Long> counts = new EnumMap<>(Kind.class);
    private final List<String> examples = new ArrayList<>();

    enum Kind {
        /** Acknowledged and not there. */
        LOST,
        /** There more than once. */
        DOUBLED,
        /** There, after a later one of the same writer. */
        REORDERED,
        /** Another byte than the one written. */
        ALTERED,
        /** Never sent to this stream. */
        FOREIGN,
        /** Not to be read at all, or a reader saw another sequence than the one read back. */
        UNREADABLE
    }

    void add(Kind kind, long count, String example) {
        counts.merge(kind, count, Long::sum);
        if (examples.size() < EXAMPLES_MAX) {
            examples.add(example);
        }
    }

    long count(Kind kind) {
        return counts.getOrDefault(kind, 0L);
    }

    boolean none() {
        return counts.isEmpty();
    }

    List<String> examples() {
        return List.copyOf(examples);
    }
}
