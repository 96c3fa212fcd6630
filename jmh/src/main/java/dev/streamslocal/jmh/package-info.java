/**
 * How fast the hot paths are: one benchmark class per path, on the server's own classes and on real SQLite.
 *
 * <p>{@code ./jmh/run} builds and runs the whole set in about six minutes; the first argument picks benchmarks by a regular
 * expression, and JMH's options follow: {@code ./jmh/run JsonSplit -prof gc} adds the bytes allocated per operation, {@code ./jmh/run
 * -lp} lists what there is. The settings of {@link dev.streamslocal.jmh.ShortRun} show a change of tens of percent; a smaller one needs
 * more of each, for example {@code -f 5 -wi 5 -i 10}.
 *
 * <p>Databases are made in the folder for temporary files. Where that is a tmpfs, a commit costs nothing and the append figures say
 * nothing: {@code -jvmArgsPrepend -Djava.io.tmpdir=DIR} names a folder on the disk to be measured.
 */
@NullMarked
package dev.streamslocal.jmh;

import org.jspecify.annotations.NullMarked;
