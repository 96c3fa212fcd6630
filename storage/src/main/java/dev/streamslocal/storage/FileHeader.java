package dev.streamslocal.storage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** The first bytes of a database file, read before SQLite sees it: whether it is ours, of a version we know, and whole. */
record FileHeader(Path file, ByteBuffer bytes, long fileBytes) {

    /** {@code SLoc} in ASCII, the application id in the header of our files. */
    static final int APPLICATION_ID = 0x534c6f63;

    private static final byte[] MAGIC = "SQLite format 3\0".getBytes(StandardCharsets.US_ASCII);
    private static final int HEADER_BYTES = 100;
    private static final int PAGE_BYTES_AT = 16;
    private static final int PAGES_AT = 28;
    private static final int VERSION_AT = 60;
    private static final int APPLICATION_AT = 68;

    static FileHeader read(Path file) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(HEADER_BYTES);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            int read = 0;
            while (bytes.hasRemaining() && read >= 0) {
                read = channel.read(bytes);
            }
            return new FileHeader(file, bytes, channel.size());
        }
    }

    /** @throws StorageException if this is no file that we could read */
    void check() throws IOException {
        if (bytes.hasRemaining() || !startsWithMagic()) {
            throw new StorageException(StorageException.Kind.FOREIGN, file + " is not an SQLite database");
        }
        checkApplication(file, bytes.getInt(APPLICATION_AT));
        checkVersion(file, bytes.getInt(VERSION_AT));
        checkWhole();
    }

    static void checkApplication(Path file, int id) {
        if (id != APPLICATION_ID) {
            throw new StorageException(
                    StorageException.Kind.FOREIGN,
                    file + " is a database of another program; if the original server wrote it,"
                            + " `streams import` converts a copy and keeps the original");
        }
    }

    static void checkVersion(Path file, int version) {
        if (version > Migrations.VERSION) {
            throw new StorageException(
                    StorageException.Kind.NEWER,
                    file + " has schema version " + version + ", this server knows up to " + Migrations.VERSION);
        }
    }

    private boolean startsWithMagic() {
        for (int i = 0; i < MAGIC.length; i++) {
            if (bytes.get(i) != MAGIC[i]) {
                return false;
            }
        }
        return true;
    }

    /** Without a write-ahead log that could still complete it, the file has the length that its header states. */
    private void checkWhole() throws IOException {
        Path wal = file.resolveSibling(file.getFileName() + "-wal");
        boolean complete = !Files.exists(wal) || Files.size(wal) == 0;
        short pageBytes = bytes.getShort(PAGE_BYTES_AT);
        long stated = (bytes.getInt(PAGES_AT) & 0xffff_ffffL) * (pageBytes == 1 ? 65536 : pageBytes & 0xffff);
        if (complete && fileBytes < stated) {
            throw new StorageException(
                    StorageException.Kind.DAMAGED, file + " is torn: " + fileBytes + " of " + stated + " bytes");
        }
    }
}
