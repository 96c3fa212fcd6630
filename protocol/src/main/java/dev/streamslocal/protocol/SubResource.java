package dev.streamslocal.protocol;

/** What of a stream a path names: the stream itself or one of its sub-resources (contract 10 §1.2). */
public enum SubResource {
    /** The stream itself. */
    NONE,
    /** The entries of one routing key; {@code pk/} and one raw segment. */
    PK,
    SCHEMA,
    PROFILE,
    SEARCH,
    AGGREGATE,
    DETAILS,
    INDEX_STATUS,
    ROUTING_KEYS,
    OTLP_TRACES,
    TOUCH_TEMPLATES,
    TOUCH_META,
    TOUCH_WAIT
}
