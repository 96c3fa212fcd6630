/**
 * Whether the hot paths have become slower or allocate more: all benchmarks against the committed {@code jmh/baseline.csv}.
 *
 * <p>A time is compared as a ratio to a yardstick of the same run, so that the baseline of one machine says something on another one of
 * its kind. Allocation is counted in a run of its own whose course is fixed by counts of calls, so that it comes out the same on a busy
 * machine.
 */
@NullMarked
package dev.streamslocal.jmh.guard;

import org.jspecify.annotations.NullMarked;
