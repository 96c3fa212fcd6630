package dev.streamslocal.protocol;

/**
 * Asks for a stream of this name and configuration, with its initial messages (contract 10 §4).
 *
 * @param contentType normalised, see {@link ContentTypes#normalize}
 * @param closed whether the stream is to be closed in the same step
 * @param key routing key of all initial messages
 */
public record CreateCommand(
        String name, String contentType, Lifetime lifetime, boolean closed, Messages messages, RoutingKey key) {}
