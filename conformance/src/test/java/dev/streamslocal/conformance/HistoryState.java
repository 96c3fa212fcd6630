package dev.streamslocal.conformance;

/**
 * What a name stands for at one moment: how many entries, and whether more may come.
 *
 * @param incarnation number of the stream under the name, {@link #NONE} while there is none
 */
record HistoryState(int incarnation, int length, boolean closed) {
    static final int NONE = -1;
    static final HistoryState MISSING = new HistoryState(NONE, 0, false);

    boolean exists() {
        return incarnation != NONE;
    }
}
