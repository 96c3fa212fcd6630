package dev.streamslocal.storage;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * The operating system's lock on {@code server.lock}: it ends with the process, however that ends.
 *
 * <p>On POSIX systems, closing any channel of a file drops every lock this process has on it. So the channel is opened
 * once, and no one opens it who could share the process with the holder.
 */
final class FileClaim implements AutoCloseable {

    enum Answer {
        HELD,
        BUSY,
        /** The file system has no such locks. */
        UNSUPPORTED
    }

    private final Path file;
    private @Nullable FileChannel channel;
    private boolean held;

    FileClaim(Path file) {
        this.file = file;
    }

    /**
     * Takes the lock when it is free; asking again while it is held changes nothing.
     *
     * @throws IOException if the file cannot be opened for writing, which says nothing about who holds it
     */
    Answer claim() throws IOException {
        if (held) {
            return Answer.HELD;
        }
        if (channel == null) {
            channel = FileChannel.open(file, StandardOpenOption.WRITE);
        }
        try {
            held = channel.tryLock() != null;
            return held ? Answer.HELD : Answer.BUSY;
        } catch (OverlappingFileLockException e) {
            return Answer.BUSY;
        } catch (IOException e) {
            return Answer.UNSUPPORTED;
        }
    }

    @Override
    public void close() throws IOException {
        held = false;
        if (channel != null) {
            channel.close();
        }
    }
}
