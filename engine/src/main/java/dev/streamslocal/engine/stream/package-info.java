/**
 * The stream resource: what each method does with a stream, and how live readers wait for more.
 *
 * <p>An endpoint turns a request into a command or a page request, and the answer of the storage into a response. It runs on the
 * event loop of its connection and never blocks it; what the storage answers later comes back to that loop. The doors are the
 * endpoints, {@link dev.streamslocal.engine.stream.Watches} and the records of limits.
 */
@NullMarked
package dev.streamslocal.engine.stream;

import org.jspecify.annotations.NullMarked;
