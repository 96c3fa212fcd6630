package dev.streamslocal.storage;

import java.io.IOException;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * The wal-index: the file in which the connections of a database share what they know of its write-ahead log, in the layout of SQLite's
 * "WAL-mode File Format". The thread that checkpoints is the only one to use it.
 */
final class WalIndex implements AutoCloseable {

    /** Where the count of the frames stands that are in the database file already, 32 bits. */
    private static final int BACKFILLED_AT = 96;

    private final Path file;

    /**
     * Kept until no connection is left: the locks of SQLite are gone as soon as the process closes any descriptor of this file.
     */
    private @Nullable FileChannel channel;

    WalIndex(Path database) {
        this.file = database.resolveSibling(database.getFileName() + "-shm");
    }

    /**
     * Lets the next checkpoint move the whole log again.
     *
     * <p>SQLite counts frames as moved that were written to the database file without a sync, as long as the log has a later frame, and
     * relies on the sync of the checkpoint that moves the last one. When a sync has failed the system may have dropped what was written
     * before it, and no later sync tells of it: of those frames only the log has a copy that is safe.
     */
    void forgetBackfilled() throws IOException {
        if (channel == null) {
            channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
        }
        MappedByteBuffer count = channel.map(FileChannel.MapMode.READ_WRITE, BACKFILLED_AT, Integer.BYTES);
        count.putInt(0, 0);
    }

    @Override
    public void close() throws IOException {
        if (channel != null) {
            channel.close();
        }
    }
}
