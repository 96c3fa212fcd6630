package dev.streamslocal.storage;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** What the check of a file has found so far: numbers, and the first faults. Confined to one thread. */
final class Findings {

    private final CheckQueries queries;
    private final List<StorageFault> faults = new ArrayList<>();
    private long faultsTotal;

    long streams;
    long reclaimed;
    long batches;
    long messages;
    long payloadBytes;
    long journalRows;

    Findings(CheckQueries queries) {
        this.queries = queries;
    }

    /** A part of the check, which may come upon pages that cannot be read. */
    interface Part {
        void run() throws SQLException;
    }

    void add(StorageFault.Kind kind, String stream, long position, String detail) {
        faultsTotal++;
        if (faults.size() < VerifyResult.FAULTS_MAX) {
            faults.add(new StorageFault(kind, stream, position, detail));
        }
    }

    /** Runs a part; what it cannot read is a fault, and the other parts go on. */
    void read(String what, String stream, Part part) {
        try {
            part.run();
        } catch (SQLException e) {
            add(StorageFault.Kind.SQLITE, stream, -1, "cannot read " + what + ": " + e.getMessage());
            queries.prepareAgain();
        }
    }

    List<StorageFault> faults() {
        return faults;
    }

    long faultsTotal() {
        return faultsTotal;
    }
}
