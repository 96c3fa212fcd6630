package dev.streamslocal.storage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.streamslocal.protocol.Lifetime;
import dev.streamslocal.protocol.ProducerStamp;
import dev.streamslocal.protocol.RoutingKey;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What is written is read back; what was cut or flipped is damage, never another value. */
class CodecPropertyTest {

    private final Random random = Seeds.random(getClass());

    @Test
    void numbersAndTexts_comeBack() {
        for (int round = 0; round < 2000; round++) {
            long number = random.nextLong() >> random.nextInt(64);
            String text = text(20);
            Encoder out = new Encoder(1);
            out.varint(number);
            out.zigzag(number);
            out.fixed64(number);
            out.fixed32((int) number);
            out.text(text);
            out.fixed8(round & 0xff);
            Decoder in = new Decoder(out.toBytes());
            assertThat(in.varint()).isEqualTo(number);
            assertThat(in.zigzag()).isEqualTo(number);
            assertThat(in.fixed64()).isEqualTo(number);
            assertThat(in.fixed32()).isEqualTo((int) number);
            assertThat(in.text()).isEqualTo(text);
            assertThat(in.fixed8()).isEqualTo(round & 0xff);
            assertThat(in.hasMore()).isFalse();
        }
    }

    @Test
    void extremes_comeBack() {
        for (long number : new long[] {0, -1, Long.MAX_VALUE, Long.MIN_VALUE, 127, 128, -128}) {
            Encoder out = new Encoder(0);
            out.varint(number);
            out.zigzag(number);
            Decoder in = new Decoder(out.toBytes());
            assertThat(in.varint()).isEqualTo(number);
            assertThat(in.zigzag()).isEqualTo(number);
        }
    }

    @Test
    void decoder_beyondItsEnd_isDamage() {
        damaged(() -> JournalCodec.decode(1, new byte[0]));
        damaged(() -> new Decoder(new byte[0]).fixed8());
        damaged(() -> new Decoder(new byte[3]).fixed32());
        damaged(() -> new Decoder(new byte[7]).fixed64());
        damaged(() -> new Decoder(new byte[] {(byte) 0x80}).varint());
        damaged(() -> new Decoder(new byte[] {-1, -1, -1, -1, -1, -1, -1, -1, -1, -1, 0}).varint());
        damaged(() -> new Decoder(new byte[] {-1, -1, -1, -1, -1, -1, -1, -1, -1, 1}).number());
        damaged(() -> new Decoder(new byte[] {5, 'a'}).text());
        damaged(() -> new Decoder(new byte[] {-1, -1, -1, -1, -1, -1, -1, -1, -1, 1}).text());
        damaged(() -> new Decoder(new byte[5]).part(-1, 0));
    }

    @Test
    void journal_randomRecords_comeBack() {
        for (int round = 0; round < 200; round++) {
            Encoder out = new Encoder(16);
            JournalCodec codec = new JournalCodec(out);
            Stream created = stream();
            Batch batch = batch(created.json());
            ProducerStamp by = random.nextBoolean()
                    ? ProducerStamp.UNSTAMPED
                    : new ProducerStamp.Stamped(text(5), random.nextInt(9), random.nextLong(ProducerStamp.NUMBER_MAX));
            String seq = random.nextBoolean() ? "" : text(5);
            long deadline = random.nextBoolean() ? Stream.NEVER : random.nextLong(1L << 50);
            boolean closes = random.nextBoolean();
            codec.created(created);
            codec.appendedInline(created, batch, closes, by, seq, deadline);
            codec.appendedStored(created, batch.next(), 77, closes, by, seq, deadline);
            codec.appendedNothing(created, closes, by, seq, deadline);
            codec.renewed(created, 12345);
            codec.deleted(created);
            List<JournalRecord> records = JournalCodec.decode(1, out.toBytes());
            assertThat(records).hasSize(6);
            Stream back = ((JournalRecord.Created) records.getFirst()).created();
            assertThat(back).usingRecursiveComparison().isEqualTo(created);
            JournalRecord.Appended appended = (JournalRecord.Appended) records.get(1);
            JournalRecord.Body.Inline inline = (JournalRecord.Body.Inline) appended.body();
            assertThat(appended).isEqualTo(new JournalRecord.Appended(created.id(), inline, closes, by, seq, deadline));
            assertThat(inline.first()).isEqualTo(batch.first());
            assertThat(inline.millis()).isEqualTo(batch.runs().lastMillis());
            assertThat(inline.key()).isEqualTo(batch.runs().keys()[0]);
            assertThat(Arrays.copyOfRange(inline.bytes(), inline.start(), inline.start() + batch.length()))
                    .isEqualTo(Arrays.copyOfRange(batch.bytes(), batch.start(), batch.start() + batch.length()));
            assertThat(records.get(2))
                    .isEqualTo(new JournalRecord.Appended(
                            created.id(), new JournalRecord.Body.Stored(batch.next(), 77), closes, by, seq, deadline));
            assertThat(records.get(3))
                    .isEqualTo(new JournalRecord.Appended(
                            created.id(), new JournalRecord.Body.Empty(), closes, by, seq, deadline));
            assertThat(records.get(4)).isEqualTo(new JournalRecord.Renewed(created.id(), 12345));
            assertThat(records.get(5)).isEqualTo(new JournalRecord.Deleted(created.id()));
        }
    }

    @Test
    void journal_cutOrFlipped_isDamage() {
        Encoder out = new Encoder(16);
        JournalCodec codec = new JournalCodec(out);
        Stream stream = stream();
        codec.created(stream);
        int boundary = out.size();
        codec.appendedInline(stream, batch(stream.json()), true, ProducerStamp.UNSTAMPED, "s", 99);
        byte[] row = out.toBytes();
        for (int length = 1; length < row.length; length++) {
            byte[] cut = Arrays.copyOf(row, length);
            if (length != boundary) {
                damaged(() -> JournalCodec.decode(1, cut));
            }
        }
        for (int bit = 0; bit < 8 * row.length; bit++) {
            byte[] flipped = row.clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            damaged(() -> JournalCodec.decode(1, flipped));
        }
    }

    /** Nothing but a fault of the writer or of the memory makes such rows: their checksums are right. */
    @Test
    void journal_messagesBeforeTheFirstOrBehindTheLast_isDamage() {
        Stream stream = stream();
        damaged(() -> JournalCodec.decode(1, storedRow(stream, -1, 1)));
        damaged(() -> JournalCodec.decode(1, storedRow(stream, Long.MAX_VALUE, 1)));
        assertThat(JournalCodec.decode(1, storedRow(stream, Long.MAX_VALUE - 1, 1)))
                .hasSize(1);
    }

    @Test
    void outline_comesBack() {
        for (int round = 0; round < 500; round++) {
            int runs = 1 + random.nextInt(5);
            int[] runEnds = new int[runs];
            long[] millis = new long[runs];
            RoutingKey[] keys = new RoutingKey[runs];
            int count = 0;
            long time = random.nextLong(1L << 45) - (1L << 44);
            for (int r = 0; r < runs; r++) {
                count += 1 + random.nextInt(4);
                time += random.nextInt(1000);
                runEnds[r] = count;
                millis[r] = time;
                keys[r] = random.nextBoolean() ? RoutingKey.NONE : RoutingKey.of(text(6));
            }
            int gap = random.nextInt(2);
            int[] ends = new int[count];
            for (int i = 0; i < count; i++) {
                ends[i] = (i == 0 ? 0 : ends[i - 1] + gap) + random.nextInt(3000);
            }
            Encoder out = new Encoder(4);
            boolean continued = random.nextBoolean();
            Outline.encode(out, new Runs(runEnds, millis, keys, continued), ends, count, gap);
            Decoder in = new Decoder(out.toBytes());
            Runs back = Outline.decodeRuns(in, count);
            assertThat(back.ends()).isEqualTo(runEnds);
            assertThat(back.millis()).isEqualTo(millis);
            assertThat(back.keys()).isEqualTo(keys);
            assertThat(back.continued()).isEqualTo(continued);
            assertThat(Outline.decodeEnds(in, count, gap)).isEqualTo(ends);
            assertThat(in.hasMore()).isFalse();
        }
    }

    @Test
    void outline_cutOrFlipped_isDamageOrAnotherOutlineButNeverAnotherFailure() {
        Encoder out = new Encoder(4);
        Runs runs = new Runs(
                new int[] {2, 3}, new long[] {5, 9}, new RoutingKey[] {RoutingKey.of("k"), RoutingKey.NONE}, false);
        Outline.encode(out, runs, new int[] {3, 300, 301}, 3, 0);
        byte[] whole = out.toBytes();
        for (int length = 0; length < whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            damaged(() -> decodeOutline(cut));
        }
        for (int bit = 0; bit < 8 * whole.length; bit++) {
            byte[] flipped = whole.clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            try {
                decodeOutline(flipped);
            } catch (StorageException e) {
                assertThat(e.kind()).isEqualTo(StorageException.Kind.DAMAGED);
            }
        }
    }

    private static void decodeOutline(byte[] outline) {
        Decoder in = new Decoder(outline);
        Outline.decodeRuns(in, 3);
        Outline.decodeEnds(in, 3, 0);
    }

    @Test
    void keyForm_orderIsUtf16Order() {
        for (int round = 0; round < 20_000; round++) {
            String a = units(6);
            String b = units(6);
            int forms = Arrays.compareUnsigned(KeyForm.of(RoutingKey.of(a)), KeyForm.of(RoutingKey.of(b)));
            assertThat(Integer.signum(forms)).as("%s %s", a, b).isEqualTo(Integer.signum(a.compareTo(b)));
        }
    }

    @Test
    void keyForm_ofLongKeys_isBoundedAndTellsThemApart() {
        String prefix = "p".repeat(5000);
        byte[] a = KeyForm.of(RoutingKey.of(prefix + "a"));
        byte[] b = KeyForm.of(RoutingKey.of(prefix + "b"));
        assertThat(a).hasSize(KeyForm.BYTES_MAX + 4).isNotEqualTo(b);
        assertThat(KeyForm.of(RoutingKey.of("p".repeat(KeyForm.BYTES_MAX)))).hasSize(KeyForm.BYTES_MAX);
    }

    @Test
    void compareUtf8_isTheOrderOfUtf8Bytes() {
        for (int round = 0; round < 20_000; round++) {
            String a = text(6);
            String b = text(6);
            int bytes = Arrays.compareUnsigned(a.getBytes(UTF_8), b.getBytes(UTF_8));
            assertThat(Integer.signum(Catalog.compareUtf8(a, b)))
                    .as("%s %s", a, b)
                    .isEqualTo(Integer.signum(bytes));
        }
    }

    private static byte[] storedRow(Stream stream, long first, int count) {
        Encoder out = new Encoder(64);
        new JournalCodec(out).appendedStored(stream, first, count, false, ProducerStamp.UNSTAMPED, "", Stream.NEVER);
        return out.toBytes();
    }

    private Stream stream() {
        Lifetime lifetime = switch (random.nextInt(3)) {
            case 0 -> Lifetime.FOREVER;
            case 1 -> new Lifetime.Ttl(random.nextInt(1000));
            default -> new Lifetime.Until(random.nextLong(1L << 50) - (1L << 49));
        };
        long created = random.nextLong(1L << 45);
        boolean json = random.nextBoolean();
        return new Stream(
                1 + random.nextInt(Integer.MAX_VALUE),
                text(12),
                random.nextLong(),
                json ? Calls.JSON : Calls.BYTES,
                json,
                "generic",
                created,
                lifetime,
                lifetime.deadlineMillis(created),
                Head.empty(created));
    }

    private Batch batch(boolean json) {
        var messages =
                json ? Calls.json(" [ {\"a\": 1} , 2,\"" + "x".repeat(random.nextInt(2000)) + "\"]") : Calls.bytes("b");
        RoutingKey key = random.nextBoolean() ? RoutingKey.NONE : RoutingKey.of(text(4));
        Runs runs = Runs.single(messages.count(), random.nextLong(1L << 45), key, false);
        return Batch.of(random.nextInt(Integer.MAX_VALUE), messages, 0, messages.count(), runs, false);
    }

    /** Valid text with code points of all lengths, often close to each other. */
    private String text(int lengthMax) {
        int[] points = {'a', 'b', 0, 0x7f, 0x80, 0x7ff, 0x800, 0xd7ff, 0xe000, 0xffff, 0x10000, 0x10ffff, 0x1f600};
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(lengthMax + 1); i > 0; i--) {
            text.appendCodePoint(points[random.nextInt(points.length)]);
        }
        return text.toString();
    }

    /** Any UTF-16 units, surrogates that stand alone included. */
    private String units(int lengthMax) {
        char[] units = {'a', 'b', 0, 0x7f, 0x80, 0x7ff, 0x800, 0xd7ff, 0xd800, 0xdbff, 0xdc00, 0xdfff, 0xe000, 0xffff};
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(lengthMax + 1); i > 0; i--) {
            text.append(units[random.nextInt(units.length)]);
        }
        return text.toString();
    }

    private static void damaged(Runnable read) {
        assertThatThrownBy(read::run)
                .isInstanceOfSatisfying(
                        StorageException.class, e -> assertThat(e.kind()).isEqualTo(StorageException.Kind.DAMAGED));
    }
}
