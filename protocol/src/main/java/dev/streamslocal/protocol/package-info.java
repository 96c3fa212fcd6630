/**
 * What the bytes and words of the protocol mean: values, commands, results, framing, errors and limits.
 *
 * <p>No type of this package does I/O, owns a thread or reads a clock; all may be used from any thread.
 */
@NullMarked
package dev.streamslocal.protocol;

import org.jspecify.annotations.NullMarked;
