package dev.streamslocal.storage;

import dev.streamslocal.protocol.RoutingKey;
import java.nio.ByteBuffer;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.Set;

/**
 * Checks that the key index of one stream is what its batches say: each key of a batch has its entry, and there are no more entries than
 * that. Looks at single entries only if the numbers differ. Confined to one thread.
 */
final class KeyCheck {

    private final Stream stream;
    private final CheckQueries queries;
    private final Findings findings;

    /** Batches whose keys cannot be told. */
    private final Set<Long> unreadable = new HashSet<>();

    private long expected;

    KeyCheck(Stream stream, CheckQueries queries, Findings findings) {
        this.stream = stream;
        this.queries = queries;
        this.findings = findings;
    }

    void skip(long first) {
        unreadable.add(first);
    }

    /** Whether the batches cannot tell all there was. */
    boolean sawDamage() {
        return !unreadable.isEmpty();
    }

    void batch(Batch batch) throws SQLException {
        for (ByteBuffer form : forms(batch)) {
            if (queries.hasKey(stream.id(), form.array(), batch.first())) {
                expected++;
            } else {
                fault(batch.first(), "the index lacks a key of the batch at " + batch.first());
            }
        }
    }

    void end() throws SQLException {
        long[] extra = {queries.keyCount(stream.id()) - expected};
        if (extra[0] == 0) {
            return;
        }
        queries.keys(stream.id(), row -> {
            long first = row.getLong(2);
            if (extra[0] == 0) {
                return;
            }
            if (unreadable.contains(first)) {
                extra[0]--;
            } else if (!holds(first, row.getBytes(1))) {
                extra[0]--;
                fault(first, "the index has a key that the batch at " + first + " does not hold");
            }
        });
    }

    private boolean holds(long first, byte[] form) throws SQLException {
        Set<ByteBuffer> forms = new HashSet<>();
        queries.batch(stream.id(), first, row -> forms.addAll(forms(BatchTable.decode(stream, row))));
        return form != null && forms.contains(ByteBuffer.wrap(form));
    }

    private static Set<ByteBuffer> forms(Batch batch) {
        if (!batch.runs().keyed()) {
            return Set.of();
        }
        Set<ByteBuffer> forms = new HashSet<>();
        for (RoutingKey key : batch.runs().keys()) {
            if (key.present()) {
                forms.add(ByteBuffer.wrap(KeyForm.of(key)));
            }
        }
        return forms;
    }

    private void fault(long first, String detail) {
        findings.add(StorageFault.Kind.KEY, stream.name(), first, detail);
    }
}
