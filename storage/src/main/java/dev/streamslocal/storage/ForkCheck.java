package dev.streamslocal.storage;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Checks what forks and their sources say of each other: a fork leaves a stream that is there at a place that it has, and a
 * soft-deleted stream is there for a fork. Confined to one thread.
 */
final class ForkCheck {

    private final Findings findings;
    private final Map<Long, Long> tails = new HashMap<>();
    private final List<Stream> forks = new ArrayList<>();
    private final Map<Long, String> softDeleted = new HashMap<>();

    ForkCheck(Findings findings) {
        this.findings = findings;
    }

    /** Takes a stream that is not deleted, as it is after the journal. */
    void meet(Stream stream, long tail, boolean isSoftDeleted) {
        tails.put(stream.id(), tail);
        if (stream.isFork()) {
            forks.add(stream);
        }
        if (isSoftDeleted) {
            softDeleted.put(stream.id(), stream.name());
        }
    }

    void end() {
        Set<Long> sources = new HashSet<>();
        for (Stream fork : forks) {
            Origin origin = fork.origin();
            if (origin == null) {
                continue;
            }
            sources.add(origin.source());
            Long tail = tails.get(origin.source());
            if (tail == null || origin.source() >= fork.id()) {
                fault(fork.name(), "is a fork of a stream that does not exist: #" + origin.source());
            } else if (origin.first() < 0 || origin.first() > tail) {
                fault(fork.name(), "leaves its source at " + origin.first() + ", which ends at " + tail);
            }
        }
        softDeleted.forEach((id, name) -> {
            if (!sources.contains(id)) {
                fault(name, "is soft-deleted, but has no fork");
            }
        });
    }

    private void fault(String stream, String detail) {
        findings.add(StorageFault.Kind.ORPHAN, stream, -1, detail);
    }
}
