package dev.streamslocal.storage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.streamslocal.protocol.Lifetime;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a start makes of a journal that reaches further back than the rows beside it. */
class ReplayTest {

    @TempDir
    Path directory;

    private static Stream stream(long id) {
        return new Stream(id, "a", id, Calls.BYTES, false, "generic", 7, Lifetime.FOREVER, Stream.NEVER, Head.empty(7));
    }

    private static void journal(Tables tables, long row, Consumer<JournalCodec> records) throws SQLException {
        Encoder encoder = new Encoder(1024);
        records.accept(new JournalCodec(encoder));
        tables.journal.insert(row, encoder.toBytes());
    }

    /** A stream that ended before its first merge leaves no row, while the next one of its name may have one already. */
    @Test
    void earlierStreamOfAName_doesNotDisplaceTheMergedOne() throws SQLException {
        StorageOptions options = StorageOptions.of(directory.resolve("db"));
        try (Tables tables = Database.open(options, seed -> {}).writer()) {
            journal(tables, 1, records -> records.created(stream(10)));
            journal(tables, 2, records -> records.deleted(stream(10)));
            journal(tables, 3, records -> records.created(stream(11)));
            tables.streams.put(stream(11), 3);
            tables.flush();
        }
        try (Storage storage = Storage.open(options)) {
            assertThat(storage.find("a")).map(Stream::id).contains(11L);
            Calls.append(storage, "a", Calls.bytes("1"));
        }
        try (Storage storage = Storage.open(options)) {
            assertThat(Calls.readAll(storage, "a")).containsExactly("1");
        }
        StorageCrashTest.checkRows(directory.resolve("db"));
    }
}
