package dev.streamslocal.storage;

/**
 * Where a fork came from.
 *
 * @param source id of the stream it was forked from; lower than its own
 * @param first how many messages it inherits, and so the position of its first own one
 * @param subOffset the sub-offset it was asked for with: messages of a JSON stream, else bytes; 0 if none
 * @param millis its append times go on from here: when it was forked, or the time of the last message it inherits if that is later
 */
record Origin(long source, long first, long subOffset, long millis) {}
