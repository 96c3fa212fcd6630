package dev.streamslocal.storage;

import dev.streamslocal.protocol.ForkPoint;
import dev.streamslocal.protocol.Messages;
import dev.streamslocal.protocol.Offset;
import dev.streamslocal.protocol.RoutingKey;

/** Where a fork begins, once its sub-offset has been looked at. */
sealed interface ForkStart {

    /** Of a stream that is no fork. */
    At NONE = at(0);

    /**
     * It begins at a message, or within one.
     *
     * @param first how many messages the fork inherits, {@link ForkPoint#TAIL} for all that its source has by then
     * @param prefix the bytes of the next message that it begins with, or none
     * @param key routing key of that message
     * @param lastMillis append time of the last message that the fork inherits, or a later one
     */
    record At(long first, Messages prefix, RoutingKey key, long lastMillis) implements ForkStart {}

    /** The source has no such place. */
    record Nowhere(String reason) implements ForkStart {}

    static At at(long first) {
        return at(first, Long.MAX_VALUE);
    }

    static At at(long first, long lastMillis) {
        return new At(first, Messages.none(), RoutingKey.NONE, lastMillis);
    }

    static Nowhere beyond(long first, long tail) {
        return new Nowhere(
                "Stream-Fork-Offset is beyond the tail: " + Offset.token(first) + " (tail " + Offset.token(tail) + ")");
    }

    /** Payload that comes with it. */
    default long bytes() {
        return this instanceof At at ? at.prefix().length() : 0;
    }
}
