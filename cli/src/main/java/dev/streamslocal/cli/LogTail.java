package dev.streamslocal.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.io.RandomAccessFile;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;

/** The end of a log file, also after it was put aside and begun anew. Confined to one thread. */
final class LogTail implements AutoCloseable {
    private final Path log;
    private RandomAccessFile file;
    private Optional<Object> key;

    LogTail(Path log) throws IOException {
        this.log = log;
        this.file = new RandomAccessFile(log.toFile(), "r");
        this.key = keyNow();
    }

    /** The last lines of what is there; what is added to it is left to {@link #copy}. */
    List<String> last(int count) throws IOException {
        var bytes = new byte[(int) Math.min(file.length(), Integer.MAX_VALUE / 2)];
        file.readFully(bytes);
        var last = new ArrayDeque<String>();
        new String(bytes, StandardCharsets.UTF_8).lines().forEach(line -> {
            last.add(line);
            if (last.size() > count) {
                last.remove();
            }
        });
        return List.copyOf(last);
    }

    /** Prints what was added, that in a new file included. */
    void copy(PrintStream out) throws IOException {
        transfer(out);
        var now = keyNow();
        if (now.isPresent() && !now.equals(key)) {
            // What was written between the look into the file and its end as this log.
            transfer(out);
            file.close();
            file = new RandomAccessFile(log.toFile(), "r");
            key = now;
            transfer(out);
        }
        out.flush();
    }

    private void transfer(PrintStream out) throws IOException {
        if (file.length() < file.getFilePointer()) {
            file.seek(0);
        }
        Channels.newInputStream(file.getChannel()).transferTo(out);
    }

    private Optional<Object> keyNow() throws IOException {
        try {
            var attributes = Files.readAttributes(log, BasicFileAttributes.class);
            return Optional.of(Optional.ofNullable(attributes.fileKey()).orElse(attributes.creationTime()));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
