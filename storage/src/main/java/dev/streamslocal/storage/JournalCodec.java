package dev.streamslocal.storage;

import dev.streamslocal.protocol.ContentTypes;
import dev.streamslocal.protocol.Lifetime;
import dev.streamslocal.protocol.ProducerStamp;
import dev.streamslocal.protocol.RoutingKey;
import dev.streamslocal.protocol.Timestamps;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Writes and reads the records of a journal row.
 *
 * <pre>
 *   row     record..., the last of which is the number of the row
 *   record  fixed32 length, fixed32 CRC32C, byte kind, varint stream, kind's fields
 * </pre>
 */
final class JournalCodec {

    private static final int CREATED = 1;
    private static final int APPENDED = 2;
    private static final int DELETED = 3;
    private static final int RENEWED = 4;

    /** The number of the row, where others have their stream; rows of schema version 1 lack it. */
    private static final int ROW = 5;

    private static final int FORKED = 6;
    private static final int SOFT_DELETED = 7;

    private static final int CLOSES = 1;
    private static final int PRODUCER = 1 << 1;
    private static final int SEQUENCE = 1 << 2;
    private static final int KEY = 1 << 3;
    private static final int DEADLINE = 1 << 4;
    private static final int INLINE = 1 << 5;
    private static final int STORED = 1 << 6;

    private static final int HEADER_BYTES = 8;

    private final Encoder out;

    JournalCodec(Encoder out) {
        this.out = out;
    }

    void created(Stream stream) {
        Origin origin = stream.origin();
        int mark = begin(origin == null ? CREATED : FORKED, stream.id());
        out.fixed64(stream.incarnationBits());
        out.text(stream.name());
        out.text(stream.contentType());
        out.text(stream.profile());
        out.zigzag(stream.createdMillis());
        switch (stream.lifetime()) {
            case Lifetime.Forever forever -> out.fixed8(0);
            case Lifetime.Ttl ttl -> {
                out.fixed8(1);
                out.varint(ttl.seconds());
            }
            case Lifetime.Until until -> {
                out.fixed8(2);
                out.zigzag(until.epochMillis());
            }
        }
        out.fixed64(stream.storedDeadlineMillis);
        if (origin != null) {
            out.varint(origin.source());
            out.varint(origin.first());
            out.varint(origin.subOffset());
            out.zigzag(origin.millis());
        }
        end(mark);
    }

    /** Messages that are written nowhere else. */
    void appendedInline(Stream stream, Batch batch, boolean closes, ProducerStamp by, String seq, long deadline) {
        int mark = appended(stream, INLINE, batch.runs().keys()[0], closes, by, seq, deadline);
        out.varint(batch.first());
        out.varint(batch.count());
        out.zigzag(batch.runs().lastMillis());
        for (int i = 0; i < batch.count(); i++) {
            out.varint(batch.end(i) - batch.begin(i));
        }
        out.raw(batch.bytes(), batch.start(), batch.length());
        end(mark);
    }

    /** Messages that this transaction writes to the batch table. */
    void appendedStored(
            Stream stream, long first, int count, boolean closes, ProducerStamp by, String seq, long deadline) {
        int mark = appended(stream, STORED, RoutingKey.NONE, closes, by, seq, deadline);
        out.varint(first);
        out.varint(count);
        end(mark);
    }

    /** A close without messages, or an accepted sequence without effect on the messages. */
    void appendedNothing(Stream stream, boolean closes, ProducerStamp by, String seq, long deadline) {
        end(appended(stream, 0, RoutingKey.NONE, closes, by, seq, deadline));
    }

    private int appended(
            Stream stream, int body, RoutingKey key, boolean closes, ProducerStamp by, String seq, long deadline) {
        int mark = begin(APPENDED, stream.id());
        int flags = body
                | (closes ? CLOSES : 0)
                | (by instanceof ProducerStamp.Stamped ? PRODUCER : 0)
                | (seq.isEmpty() ? 0 : SEQUENCE)
                | (key.present() ? KEY : 0)
                | (deadline == Stream.NEVER ? 0 : DEADLINE);
        out.fixed8(flags);
        if (by instanceof ProducerStamp.Stamped producer) {
            out.text(producer.id());
            out.varint(producer.epoch());
            out.varint(producer.seq());
        }
        if (!seq.isEmpty()) {
            out.text(seq);
        }
        if (key.present()) {
            out.text(key.text());
        }
        if (deadline != Stream.NEVER) {
            out.zigzag(deadline);
        }
        return mark;
    }

    void deleted(Stream stream) {
        end(begin(DELETED, stream.id()));
    }

    void softDeleted(Stream stream) {
        end(begin(SOFT_DELETED, stream.id()));
    }

    void renewed(Stream stream, long deadline) {
        int mark = begin(RENEWED, stream.id());
        out.zigzag(deadline);
        end(mark);
    }

    /** Ends a row. Under another number it would be taken for one that is merged already. */
    void row(long id) {
        end(begin(ROW, id));
    }

    private int begin(int kind, long stream) {
        int mark = out.size();
        out.fixed64(0);
        out.fixed8(kind);
        out.varint(stream);
        return mark;
    }

    private void end(int mark) {
        int from = mark + HEADER_BYTES;
        out.putFixed32(mark, out.size() - from);
        out.putFixed32(mark + 4, out.checksumFrom(from));
    }

    /** The records of a row with this number. */
    static List<JournalRecord> decode(long id, byte[] row) {
        List<JournalRecord> records = new ArrayList<>();
        if (row.length == 0) {
            throw Decoder.damaged();
        }
        Decoder in = new Decoder(row);
        while (in.hasMore()) {
            int length = in.fixed32();
            int checksum = in.fixed32();
            decodeRecord(id, in.part(length, checksum)).ifPresent(records::add);
        }
        return records;
    }

    private static Optional<JournalRecord> decodeRecord(long row, Decoder in) {
        int kind = in.fixed8();
        long stream = in.varint();
        return switch (kind) {
            case CREATED -> Optional.of(new JournalRecord.Created(decodeStream(in, stream, false)));
            case FORKED -> Optional.of(new JournalRecord.Created(decodeStream(in, stream, true)));
            case APPENDED -> Optional.of(decodeAppended(in, stream));
            case DELETED -> Optional.of(new JournalRecord.Deleted(stream));
            case SOFT_DELETED -> Optional.of(new JournalRecord.SoftDeleted(stream));
            case RENEWED -> Optional.of(new JournalRecord.Renewed(stream, in.zigzag()));
            case ROW -> {
                if (stream != row) {
                    throw Decoder.damaged();
                }
                yield Optional.empty();
            }
            default -> throw Decoder.damaged();
        };
    }

    private static Stream decodeStream(Decoder in, long id, boolean forked) {
        long incarnation = in.fixed64();
        String name = in.text();
        String contentType = in.text().intern();
        String profile = in.text().intern();
        long created = in.zigzag();
        Lifetime lifetime = switch (in.fixed8()) {
            case 0 -> Lifetime.FOREVER;
            case 1 -> new Lifetime.Ttl(within(0, in.varint(), Timestamps.MAX_MILLIS / 1000));
            case 2 -> new Lifetime.Until(within(-Timestamps.MAX_MILLIS, in.zigzag(), Timestamps.MAX_MILLIS));
            default -> throw Decoder.damaged();
        };
        long deadline = in.fixed64();
        boolean json = ContentTypes.isJson(contentType);
        Origin origin = forked ? decodeOrigin(in, id) : null;
        Head head = origin == null ? Head.empty(created) : Head.empty(origin.first(), origin.millis());
        return new Stream(id, name, incarnation, contentType, json, profile, created, lifetime, deadline, head, origin);
    }

    private static Origin decodeOrigin(Decoder in, long id) {
        long source = within(1, in.varint(), id - 1);
        long first = within(0, in.varint(), BatchTable.SEQUENCES_MAX - 1);
        return new Origin(source, first, in.number(), in.zigzag());
    }

    private static JournalRecord decodeAppended(Decoder in, long stream) {
        int flags = in.fixed8();
        ProducerStamp producer = (flags & PRODUCER) == 0
                ? ProducerStamp.UNSTAMPED
                : new ProducerStamp.Stamped(in.text(), in.number(), in.number());
        String seq = (flags & SEQUENCE) == 0 ? "" : in.text();
        RoutingKey key = (flags & KEY) == 0 ? RoutingKey.NONE : RoutingKey.of(in.text());
        long deadline = (flags & DEADLINE) == 0 ? Stream.NEVER : in.zigzag();
        return new JournalRecord.Appended(
                stream, decodeBody(in, flags, key), (flags & CLOSES) != 0, producer, seq, deadline);
    }

    private static JournalRecord.Body decodeBody(Decoder in, int flags, RoutingKey key) {
        if ((flags & STORED) != 0) {
            long first = in.number();
            return new JournalRecord.Body.Stored(first, in.count(Math.min(Integer.MAX_VALUE, Long.MAX_VALUE - first)));
        }
        if ((flags & INLINE) == 0) {
            return new JournalRecord.Body.Empty();
        }
        long first = in.number();
        // Each message takes a byte for its length at least, and all of them lie behind the lengths.
        int count = (int) within(1, in.varint(), Math.min(in.remaining(), Long.MAX_VALUE - first));
        long millis = in.zigzag();
        int[] lengths = new int[count];
        int bytes = 0;
        for (int i = 0; i < count; i++) {
            lengths[i] = in.count(in.remaining() - bytes);
            bytes += lengths[i];
        }
        int gaps = in.remaining() - bytes;
        if (gaps != 0 && gaps != count - 1) {
            throw Decoder.damaged();
        }
        return new JournalRecord.Body.Inline(first, count, millis, key, lengths, in.source(), in.position());
    }

    private static long within(long min, long value, long max) {
        if (value < min || value > max) {
            throw Decoder.damaged();
        }
        return value;
    }
}
