package dev.streamslocal.storage;

/**
 * Something in a database file that does not agree with the rest of it.
 *
 * @param stream name of the stream it is about; {@code #ID} if no name is known, empty if it is about no stream
 * @param position the message, journal row or other number it is about; -1 if there is none
 * @param detail a sentence for people
 */
public record StorageFault(Kind kind, String stream, long position, String detail) {

    /** What does not agree. */
    public enum Kind {
        /** SQLite finds its own structure damaged, or cannot read a page. */
        SQLITE,
        /** A batch of messages does not carry its checksum, or is not what its outline says. */
        BATCH,
        /** A journal row or record does not carry its checksum, is missing, or does not fit to what came before. */
        JOURNAL,
        /** Messages are missing, or are there twice. */
        SEQUENCE,
        /** The row of a stream does not agree with itself or with the stream's messages. */
        STREAM,
        /** The key index lacks an entry, or has one too many. */
        KEY,
        /** A producer is missing or not what the stream says of it. */
        PRODUCER,
        /** Rows of a stream that does not exist. */
        ORPHAN
    }
}
