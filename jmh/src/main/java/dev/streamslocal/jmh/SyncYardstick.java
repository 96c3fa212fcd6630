package dev.streamslocal.jmh;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * How fast is this disk at this moment? A write of the size that a group of appends of 1 KiB adds to a log, and its sync, against which
 * the times of commits are held.
 *
 * <p>The file is laid out beforehand and overwritten in turn, as a log of SQLite is once it was begun anew.
 */
@State(Scope.Thread)
public class SyncYardstick extends ShortRun {

    private static final int APPEND_BYTES = 1024;
    private static final int TRANSACTION_BYTES = 12 * 1024;
    private static final int FILE_BYTES = 8 * 1024 * 1024;

    /** Appends of a transaction. */
    @Param({"1", "64", "1000"})
    public int group;

    private ByteBuffer bytes;
    private Path path;
    private FileChannel file;
    private long position;

    @Setup
    public void prepare() throws IOException {
        bytes = ByteBuffer.allocateDirect(group * APPEND_BYTES + TRANSACTION_BYTES);
        path = Files.createTempFile("streams-local-jmh-", ".log");
        file = FileChannel.open(path, StandardOpenOption.WRITE);
        for (long at = 0; at < FILE_BYTES; at += bytes.capacity()) {
            file.write(bytes.clear(), at);
        }
        file.force(true);
    }

    @TearDown
    public void close() throws IOException {
        file.close();
        Files.delete(path);
    }

    @Benchmark
    public long writeAndSync() throws IOException {
        if (position + bytes.capacity() > FILE_BYTES) {
            position = 0;
        }
        position += file.write(bytes.clear(), position);
        file.force(false);
        return position;
    }
}
