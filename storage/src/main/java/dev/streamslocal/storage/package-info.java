/**
 * What survives a crash: one SQLite file, its one writer, its readers, and the memory in front of them.
 *
 * <p>The door is {@link dev.streamslocal.storage.Storage}. A write goes through the {@code Writer} thread, which admits all
 * waiting commands into one transaction and answers them after COMMIT; a read is answered from memory on the caller's thread or by
 * one of the reader threads. Nothing outside this package sees SQL or a row.
 */
@NullMarked
package dev.streamslocal.storage;

import org.jspecify.annotations.NullMarked;
