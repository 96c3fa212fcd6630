package dev.streamslocal.protocol;

/** The data of one event while it is being written; confined to one thread. */
public sealed interface SseData permits JsonSseData, TextSseData, Base64SseData {

    /** Adds a run of entries in served form: JSON joined by commas, bytes back to back. JSON runs are never empty. */
    void slice(byte[] bytes, int offset, int length);

    /** Ends the event. */
    void end();
}
