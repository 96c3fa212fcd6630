/**
 * What a server tells of itself: its limits, its memory, and what goes on in it (contract 50 §9.3, §9.4).
 *
 * <p>Figures are read when they are asked for, on a thread of their own: a look at all streams would hold up an event loop. The door
 * is {@link dev.streamslocal.engine.inspect.ServerEndpoint}.
 */
@NullMarked
package dev.streamslocal.engine.inspect;

import org.jspecify.annotations.NullMarked;
