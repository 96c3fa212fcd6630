package dev.streamslocal.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * The routing key of an entry or of a read; no key is not the same as an empty one (contract 10 §5.2, §6.1).
 *
 * @param present whether there is a key
 * @param text the key, empty when there is none
 */
public record RoutingKey(boolean present, String text) {

    /** No key: an entry without one, a read of all entries. */
    public static final RoutingKey NONE = new RoutingKey(false, "");

    public RoutingKey {
        if (!present && !text.isEmpty()) {
            throw new IllegalArgumentException("an absent key must have no text: " + text);
        }
    }

    /** The key of an entry; may be empty. */
    public static RoutingKey of(String text) {
        return new RoutingKey(true, text);
    }

    /** The key of a read, where an empty one means all entries. */
    public static RoutingKey filter(String text) {
        return text.isEmpty() ? NONE : of(text);
    }

    /** The bytes that are stored and compared. */
    public byte[] utf8() {
        return text.getBytes(UTF_8);
    }
}
