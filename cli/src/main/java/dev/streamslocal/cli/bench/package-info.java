/**
 * {@code streams bench}: load on a durable-streams server by URL, with every byte checked that comes back.
 *
 * <p>All of it lives on the thread of the command: one selector, one timetable, no lock. It speaks plain HTTP over NIO
 * and sees nothing of the server it drives. The door is {@link dev.streamslocal.cli.bench.Bench}.
 */
@NullMarked
package dev.streamslocal.cli.bench;

import org.jspecify.annotations.NullMarked;
