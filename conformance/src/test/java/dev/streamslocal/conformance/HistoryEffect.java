package dev.streamslocal.conformance;

import java.util.List;

/** What an answer says that a request did or saw, all at one moment between the two. */
sealed interface HistoryEffect {
    int UNKNOWN = -1;

    boolean possible(HistoryState state);

    default HistoryState after(HistoryState state) {
        return state;
    }

    /** Whether the state is another one afterwards. */
    default boolean changes() {
        return false;
    }

    /** A stream came to be, empty. */
    record Created(int incarnation) implements HistoryEffect {
        @Override
        public boolean possible(HistoryState state) {
            return !state.exists();
        }

        @Override
        public HistoryState after(HistoryState state) {
            return new HistoryState(incarnation, 0, false);
        }

        @Override
        public boolean changes() {
            return true;
        }
    }

    record Deleted() implements HistoryEffect {
        @Override
        public boolean possible(HistoryState state) {
            return state.exists();
        }

        @Override
        public HistoryState after(HistoryState state) {
            return HistoryState.MISSING;
        }

        @Override
        public boolean changes() {
            return true;
        }
    }

    /**
     * A value became the entry {@code at}.
     *
     * @param at {@link #UNKNOWN} for a request without an answer of whose place nothing is known
     */
    record Appended(int incarnation, int value, int at, boolean closes) implements HistoryEffect {
        @Override
        public boolean possible(HistoryState state) {
            return state.incarnation() == incarnation && !state.closed() && (at == UNKNOWN || at == state.length());
        }

        @Override
        public HistoryState after(HistoryState state) {
            return new HistoryState(incarnation, state.length() + 1, closes);
        }

        @Override
        public boolean changes() {
            return true;
        }
    }

    /**
     * A value was stored before, by the same producer's same request.
     *
     * @param at where, as the other answers tell
     */
    record Repeated(int incarnation, int value, int at, int tail) implements HistoryEffect {
        @Override
        public boolean possible(HistoryState state) {
            return state.incarnation() == incarnation && at != UNKNOWN && at < state.length() && tail == state.length();
        }
    }

    /** The stream was closed, or had been before; {@code tail} as in {@link Appended}. */
    record Closed(int tail) implements HistoryEffect {
        @Override
        public boolean possible(HistoryState state) {
            return state.exists() && (tail == UNKNOWN || tail == state.length());
        }

        @Override
        public HistoryState after(HistoryState state) {
            return new HistoryState(state.incarnation(), state.length(), true);
        }

        @Override
        public boolean changes() {
            return true;
        }
    }

    /**
     * Entries were read from a place on, and perhaps that they were the last ones.
     *
     * @param incarnation {@link #UNKNOWN} when neither the values nor the answer tell
     * @param toTail whether the answer says that nothing followed; {@code closed} means something only then
     */
    record Read(int incarnation, int from, List<Integer> values, boolean toTail, boolean closed)
            implements HistoryEffect {
        int next() {
            return from + values.size();
        }

        @Override
        public boolean possible(HistoryState state) {
            if (!state.exists() || (incarnation != UNKNOWN && incarnation != state.incarnation())) {
                return false;
            }
            return toTail ? state.length() == next() && state.closed() == closed : state.length() >= next();
        }
    }

    /** Nothing was read, because the stream ends before the place asked for. */
    record ReadBeyond(int incarnation, int from) implements HistoryEffect {
        @Override
        public boolean possible(HistoryState state) {
            return state.incarnation() == incarnation && state.length() < from;
        }
    }

    /** Refused, because the stream is closed. */
    record RefusedAsClosed(int tail) implements HistoryEffect {
        @Override
        public boolean possible(HistoryState state) {
            return state.exists() && state.closed() && state.length() == tail;
        }
    }

    /** Refused, because the stream under the name is another one than that of the request. */
    record RefusedAsOther(int incarnation) implements HistoryEffect {
        @Override
        public boolean possible(HistoryState state) {
            return state.exists() && state.incarnation() != incarnation;
        }
    }

    /** There was no such stream. */
    record Missing() implements HistoryEffect {
        @Override
        public boolean possible(HistoryState state) {
            return !state.exists();
        }
    }
}
