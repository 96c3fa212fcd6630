package dev.streamslocal.engine.inspect;

import dev.streamslocal.protocol.Timestamps;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/** The largest value that each figure has ever had when somebody looked, and when that was. Any thread. */
final class HighWater {
    private final Map<String, Mark> marks = new HashMap<>();

    private record Mark(long value, long millis) {}

    /**
     * Looks at every number below {@code tree}; returns a tree of the same shape with the largest values. What is not a number is
     * left out.
     */
    synchronized Map<String, Object> raise(Map<String, Object> tree, long nowMillis) {
        return raise("", tree, nowMillis);
    }

    private Map<String, Object> raise(String path, Map<?, ?> tree, long nowMillis) {
        var raised = new LinkedHashMap<String, Object>();
        tree.forEach((key, value) -> {
            var name = (String) key;
            var below = path + "/" + name;
            if (value instanceof Map<?, ?> more) {
                raised.put(name, raise(below, more, nowMillis));
            } else if (value instanceof Number number) {
                var now = new Mark(number.longValue(), nowMillis);
                var mark = marks.merge(below, now, (old, young) -> young.value() > old.value() ? young : old);
                raised.put(name, JsonTree.object("value", mark.value(), "at", Timestamps.iso(mark.millis())));
            }
        });
        return raised;
    }
}
