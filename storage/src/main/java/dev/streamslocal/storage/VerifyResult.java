package dev.streamslocal.storage;

import java.nio.file.Path;
import java.util.List;

/**
 * What the check of a whole database file has found.
 *
 * @param version schema version of the file
 * @param streams streams that live
 * @param reclaimed removed streams whose space is being reclaimed; their rows are not checked
 * @param batches rows of messages, those of living streams
 * @param messages messages of living streams, those in the journal included
 * @param payloadBytes bytes of these messages
 * @param journalRows rows of the journal
 * @param faults the first {@link #FAULTS_MAX} faults
 * @param faultsTotal number of all faults found
 */
public record VerifyResult(
        Path file,
        int version,
        long streams,
        long reclaimed,
        long batches,
        long messages,
        long payloadBytes,
        long journalRows,
        List<StorageFault> faults,
        long faultsTotal) {

    /** How many faults are told one by one. */
    public static final int FAULTS_MAX = 100;

    public VerifyResult {
        faults = List.copyOf(faults);
    }

    public boolean ok() {
        return faultsTotal == 0;
    }
}
