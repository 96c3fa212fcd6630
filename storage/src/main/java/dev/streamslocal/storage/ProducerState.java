package dev.streamslocal.storage;

/** What is known of one idempotent producer of one stream: its epoch and the last accepted sequence of that epoch. */
record ProducerState(long epoch, long seq) {

    /** Of a producer that has not written to the stream. */
    static final ProducerState NONE = new ProducerState(-1, -1);

    boolean known() {
        return epoch >= 0;
    }
}
