package dev.streamslocal.protocol;

/**
 * Asks for messages to be appended to a stream, for the stream to be closed, or for both (contract 10 §5).
 *
 * @param contentType normalised, compared with that of the stream unless the command is close-only
 * @param streamSeq the {@code Stream-Seq} text, empty when the request has none
 * @param timestamp requested append time in epoch milliseconds, or {@link Timestamps#NONE}
 * @param key routing key of all messages
 */
public record AppendCommand(
        String contentType,
        Messages messages,
        ProducerStamp producer,
        String streamSeq,
        long timestamp,
        RoutingKey key,
        boolean close) {

    /** Whether the command carries no message and only closes. */
    public boolean closeOnly() {
        return close && messages.count() == 0;
    }
}
