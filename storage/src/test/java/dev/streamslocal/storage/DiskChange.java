package dev.streamslocal.storage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** One entry of the record that {@link FaultyDisk} keeps. Files are named by their number. */
sealed interface DiskChange {

    int file();

    record Written(int file, long offset, byte[] bytes) implements DiskChange {}

    record Truncated(int file, long length) implements DiskChange {}

    record Created(int file) implements DiskChange {}

    record Removed(int file) implements DiskChange {}

    record Renamed(int file, int to) implements DiskChange {}

    record SyncBegun(int file, long ticket) implements DiskChange {}

    /** Ends the sync with this ticket; one that has failed has made nothing durable. */
    record SyncEnded(int file, long ticket, boolean succeeded) implements DiskChange {}

    static List<DiskChange> read(Path path) throws IOException {
        ByteBuffer in = ByteBuffer.wrap(Files.readAllBytes(path)).order(ByteOrder.LITTLE_ENDIAN);
        List<DiskChange> changes = new ArrayList<>();
        while (in.hasRemaining()) {
            char type = (char) in.get();
            int file = in.get();
            long number = in.getLong();
            byte[] bytes = new byte[in.getInt()];
            in.get(bytes);
            changes.add(of(type, file, number, bytes));
        }
        return changes;
    }

    private static DiskChange of(char type, int file, long number, byte[] bytes) {
        return switch (type) {
            case 'W' -> new Written(file, number, bytes);
            case 'T' -> new Truncated(file, number);
            case 'C' -> new Created(file);
            case 'U' -> new Removed(file);
            case 'R' -> new Renamed(file, (int) number);
            case 'B' -> new SyncBegun(file, number);
            case 'E' -> new SyncEnded(file, number, true);
            case 'F' -> new SyncEnded(file, number, false);
            default -> throw new IllegalStateException("unknown change: " + type);
        };
    }
}
