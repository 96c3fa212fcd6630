package dev.streamslocal.storage;

/**
 * Hears what has become durable, in the order of commits: after it is visible to readers and before it is answered.
 *
 * <p>Called on the writer thread; may neither block nor call back into the storage.
 */
public interface CommitObserver {

    /** Hears nothing. */
    CommitObserver NONE = new CommitObserver() {
        @Override
        public void advanced(Stream stream) {}

        @Override
        public void removed(Stream stream) {}
    };

    /** The stream has a new tail or was closed. */
    void advanced(Stream stream);

    /** The stream was deleted, swept after its deadline, or replaced. */
    void removed(Stream stream);
}
