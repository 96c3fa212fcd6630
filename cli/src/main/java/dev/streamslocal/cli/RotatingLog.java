package dev.streamslocal.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * A log file that is put aside when it is full: {@code F} becomes {@code F.1}, that {@code F.2} and so on, the oldest goes. Its owner alone
 * may read it. Any thread; a line that is written at once stays whole.
 */
final class RotatingLog extends OutputStream {
    static final long BYTES_MAX = 10L << 20;
    static final int OLD_FILES_MAX = 3;

    private static final Set<StandardOpenOption> APPEND =
            Set.of(StandardOpenOption.CREATE, StandardOpenOption.APPEND, StandardOpenOption.WRITE);

    private final Path file;
    private final long bytesMax;
    private FileChannel channel;

    // Where the file cannot be put aside it goes on, and that is tried again when it has grown by as much.
    private long rotateAt;

    /** @throws IOException if the file cannot be written to */
    RotatingLog(Path file) throws IOException {
        this(file, BYTES_MAX);
    }

    RotatingLog(Path file, long bytesMax) throws IOException {
        this.file = file.toAbsolutePath();
        this.bytesMax = bytesMax;
        this.rotateAt = bytesMax;
        this.channel = open();
    }

    private FileChannel open() throws IOException {
        var posix = file.getFileSystem().supportedFileAttributeViews().contains("posix");
        var modes = posix
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
        return FileChannel.open(file, APPEND, modes);
    }

    /** The file that was put aside so many times ago. */
    static Path old(Path file, int times) {
        return file.resolveSibling(file.getFileName() + "." + times);
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public synchronized void write(byte[] bytes, int offset, int length) throws IOException {
        if (!channel.isOpen()) {
            // A thread was interrupted while it wrote, or there was no descriptor for a new file.
            channel = open();
        }
        if (channel.size() > 0 && channel.size() + length > rotateAt) {
            rotate();
        }
        var buffer = ByteBuffer.wrap(bytes, offset, length);
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
    }

    private void rotate() throws IOException {
        channel.close();
        rotateAt = bytesMax;
        try {
            putAside();
        } catch (IOException e) {
            rotateAt = Files.size(file) + bytesMax;
        }
        channel = open();
    }

    private void putAside() throws IOException {
        for (var times = OLD_FILES_MAX - 1; times > 0; times--) {
            if (Files.exists(old(file, times))) {
                Files.move(old(file, times), old(file, times + 1), StandardCopyOption.REPLACE_EXISTING);
            }
        }
        Files.move(file, old(file, 1), StandardCopyOption.REPLACE_EXISTING);
    }

    @Override
    public synchronized void close() throws IOException {
        channel.close();
    }
}
