package dev.streamslocal.storage;

import dev.streamslocal.fuzz.Finding;
import java.util.Arrays;
import java.util.zip.CRC32C;

/**
 * Rows of the database that hold anything: what comes out is records, or damage; never another exception, nor more memory than the
 * row could stand for.
 */
public final class RowFuzz {
    private static final int HEADER_BYTES = 8;

    private RowFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) {
        journal(input);
        journal(sealed(input));
        if (input.length >= 2) {
            outline(
                    Arrays.copyOfRange(input, 2, input.length),
                    1 + (input[0] & 0xff) * (input[1] & 0xff),
                    input[0] & 1);
        }
    }

    private static void journal(byte[] row) {
        try {
            for (JournalRecord record : JournalCodec.decode(1, row)) {
                if (record instanceof JournalRecord.Appended appended) {
                    switch (appended.body()) {
                        case JournalRecord.Body.Inline inline -> inline(row, inline);
                        case JournalRecord.Body.Stored stored -> range(stored.first(), stored.count());
                        case JournalRecord.Body.Empty empty -> {}
                    }
                }
            }
        } catch (StorageException e) {
            damage(e);
        }
    }

    private static void inline(byte[] row, JournalRecord.Body.Inline inline) {
        Finding.unlessEqual(inline.lengths().length, inline.count(), "messages");
        range(inline.first(), inline.count());
        long end = inline.start();
        for (int length : inline.lengths()) {
            end += length;
        }
        Finding.unless(end <= row.length, "messages behind the end of their row");
    }

    private static void range(long first, int count) {
        Finding.unless(first >= 0 && count >= 0 && first + count >= first, () -> count + " messages from " + first);
    }

    /** A record with a valid length and checksum around these bytes. */
    private static byte[] sealed(byte[] record) {
        CRC32C crc = new CRC32C();
        crc.update(record);
        Encoder out = new Encoder(HEADER_BYTES);
        out.fixed32(record.length);
        out.fixed32((int) crc.getValue());
        out.raw(record, 0, record.length);
        return out.toBytes();
    }

    private static void outline(byte[] table, int count, int gap) {
        try {
            Decoder in = new Decoder(table);
            Runs runs = Outline.decodeRuns(in, count);
            int[] ends = Outline.decodeEnds(in, count, gap);
            Finding.unlessEqual(runs.ends()[runs.size() - 1], count, "messages of the runs");
            for (int i = 1; i < count; i++) {
                Finding.unless(ends[i] - gap >= ends[i - 1], "messages that overlap");
            }
        } catch (StorageException e) {
            damage(e);
        }
    }

    private static void damage(StorageException e) {
        Finding.unlessEqual(e.kind(), StorageException.Kind.DAMAGED, "kind");
    }
}
