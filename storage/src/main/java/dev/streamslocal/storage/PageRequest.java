package dev.streamslocal.storage;

import dev.streamslocal.protocol.RoutingKey;

/**
 * Asks for the messages from a position on.
 *
 * @param key only messages of this key, or {@link RoutingKey#NONE}
 * @param bytesMax the page ends with the message that reaches this payload
 * @param entriesMax the page ends with this many messages
 */
public record PageRequest(Stream stream, long from, RoutingKey key, long bytesMax, long entriesMax) {

    /** Asks for the same of what follows a page. */
    PageRequest behind(Page page) {
        return new PageRequest(stream, page.next(), key, bytesMax, entriesMax);
    }
}
