package dev.streamslocal.protocol;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import dev.streamslocal.engine.http.HeaderLine;
import dev.streamslocal.fuzz.Finding;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Values of headers and parameters: each is read or refused with 400, and what is read means what the text says. */
public final class HeaderFuzz {
    private static final JsonFactory JSON = new JsonFactory();
    private static final long NOW = 1_790_000_000_000L;
    private static final BigInteger LONG_MAX = BigInteger.valueOf(Long.MAX_VALUE);
    private static final Pattern DURATION = Pattern.compile("([0-9]+)(ms|s|m|h|d)?");
    private static final Pattern TTL = Pattern.compile("(0|[1-9][0-9]*)(ms|s|m|h|d)?");
    private static final Pattern TAG = Pattern.compile("\"[^\"]*\"");

    private HeaderFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) {
        String text = new String(input, ISO_8859_1);
        times(text);
        lifetimes(text);
        durations(text);
        producers(text);
        tags(text);
        contentTypes(text);
        cursors(text);
        answered(() -> StreamSeq.parse(Optional.of(text)));
    }

    /** The result, or nothing after a refusal, whose answer must be well-formed. */
    private static <T> Optional<T> answered(Supplier<T> call) {
        try {
            return Optional.of(call.get());
        } catch (ProtocolException e) {
            Finding.unlessEqual(e.problem().status(), 400, "status");
            wellFormed(e.problem());
            return Optional.empty();
        }
    }

    private static void wellFormed(Problem problem) {
        try (JsonParser parser = JSON.createParser(new String(problem.json(), UTF_8))) {
            String last = "";
            while (parser.nextToken() != null) {
                last = parser.currentToken().isScalarValue() ? parser.getText() : last;
            }
            Finding.unlessEqual(last, problem.message(), "message");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void times(String text) {
        Optional<Long> millis = answered(() -> Timestamps.parse(text));
        if (millis.isPresent()) {
            Finding.unless(Math.abs(millis.get()) <= Timestamps.MAX_MILLIS, () -> "outside the calendar: " + millis);
            Finding.unlessEqual(Timestamps.parse(Timestamps.iso(millis.get())), millis.get(), "shown and read again");
        }
        String value = text.strip();
        if (value.matches("[0-9]+")) {
            BigInteger expected = new BigInteger(value).divide(BigInteger.valueOf(1_000_000));
            boolean fits = expected.compareTo(BigInteger.valueOf(Timestamps.MAX_MILLIS)) <= 0;
            Finding.unlessEqual(
                    millis, fits ? Optional.of(expected.longValue()) : Optional.empty(), "nanoseconds " + value);
        } else if (value.matches("\\d{4}-\\d\\d-\\d\\dT[\\d:]+(\\.\\d+)?Z")) {
            // The JDK also takes a point without digits behind it, which RFC 3339 does not.
            instant(value).ifPresent(expected -> Finding.unlessEqual(millis, Optional.of(expected), "time " + value));
        }
    }

    private static Optional<Long> instant(String text) {
        try {
            return Optional.of(Instant.parse(text).toEpochMilli());
        } catch (DateTimeException | ArithmeticException e) {
            return Optional.empty();
        }
    }

    private static void lifetimes(String text) {
        for (Lifetime lifetime :
                answered(() -> Lifetime.parse(text, "", NOW)).stream().toList()) {
            Finding.unless(lifetime.deadlineMillis(NOW) >= NOW, () -> "ends before it begins: " + text);
            Finding.unlessEqual(lifetime instanceof Lifetime.Forever, text.isBlank(), "for ever");
        }
        for (Lifetime lifetime :
                answered(() -> Lifetime.parse("", text, NOW)).stream().toList()) {
            Finding.unlessEqual(lifetime instanceof Lifetime.Forever, text.isBlank(), "for ever");
        }
    }

    private static void durations(String text) {
        String value = text.strip();
        Optional<Long> timeout = answered(() -> Durations.timeoutMillis(text, -1));
        Matcher wait = DURATION.matcher(value);
        Optional<Long> expected = value.isEmpty() ? Optional.of(-1L) : Optional.empty();
        if (wait.matches()) {
            expected = Optional.of(times(wait.group(1), unit(wait.group(2), 1), 1));
        }
        Finding.unlessEqual(timeout, expected, "timeout " + text);

        Optional<Long> ttl = answered(() -> Durations.ttlSeconds(text));
        Matcher life = TTL.matcher(value);
        boolean whole = life.matches()
                && (!"ms".equals(life.group(2))
                        || life.group(1).endsWith("000")
                        || life.group(1).equals("0"));
        // Beyond what a long holds, a text in milliseconds counts as the largest value whether it is whole or not.
        if (life.matches() && "ms".equals(life.group(2)) && new BigInteger(life.group(1)).compareTo(LONG_MAX) >= 0) {
            return;
        }
        Finding.unlessEqual(
                ttl,
                whole ? Optional.of(times(life.group(1), unit(life.group(2), 1000), 1000)) : Optional.empty(),
                "TTL " + text);
    }

    private static long unit(String unit, long none) {
        return switch (unit == null ? "" : unit) {
            case "ms" -> 1;
            case "s" -> 1000;
            case "m" -> 60_000;
            case "h" -> 3_600_000;
            case "d" -> 86_400_000;
            default -> none;
        };
    }

    private static long times(String number, long factor, long divisor) {
        BigInteger product = new BigInteger(number)
                .min(LONG_MAX)
                .multiply(BigInteger.valueOf(factor))
                .divide(BigInteger.valueOf(divisor));
        return product.min(LONG_MAX).longValue();
    }

    private static void producers(String text) {
        Optional<ProducerStamp> stamp =
                answered(() -> ProducerStamp.parse(Optional.of("p"), Optional.of(text), Optional.of("0")));
        String digits = text.strip();
        boolean number = digits.matches("[0-9]+")
                && new BigInteger(digits).compareTo(BigInteger.valueOf(ProducerStamp.NUMBER_MAX)) <= 0;
        Finding.unlessEqual(
                stamp,
                number ? Optional.of(new ProducerStamp.Stamped("p", Long.parseLong(digits), 0)) : Optional.empty(),
                "epoch " + text);
        answered(() -> ProducerStamp.parse(Optional.of(text), Optional.of("1"), Optional.of("2")));
    }

    private static void tags(String text) {
        String tag = ETag.of("a1", 1, 2, "json", 0, RoutingKey.of(text), text, true);
        HeaderLine.of("ETag", tag); // throws what a header cannot carry
        Finding.unless(tag.matches("W/\"[\\x21\\x23-\\x7e]*\""), () -> "not an entity tag: " + tag);
        Finding.unless(ETag.matches(tag, tag), () -> "a tag does not match itself: " + tag);
        Finding.unless(ETag.matches("\"x\", " + tag, tag), () -> "a tag is not found in a list: " + tag);

        boolean found = text.strip().equals("*");
        for (Matcher each = TAG.matcher(text); each.find(); ) {
            found |= each.group().equals("\"a\"");
        }
        Finding.unlessEqual(ETag.matches(text, "W/\"a\""), found, "If-None-Match " + text);
    }

    private static void contentTypes(String text) {
        String type = ContentTypes.normalize(text);
        Finding.unlessEqual(ContentTypes.normalize(type), type, "normalised twice");
        Finding.unless(!ContentTypes.normalizeOrDefault(text).isEmpty(), "no content type");
    }

    private static void cursors(String text) {
        String cursor = Cursors.next(NOW, text);
        Finding.unless(cursor.matches("[0-9]{1,19}"), () -> "not a cursor: " + cursor);
        if (text.matches("[0-9]{1,18}")) {
            Finding.unless(
                    Long.parseLong(cursor) > Long.parseLong(text),
                    () -> "cursor " + text + " is followed by " + cursor);
        }
    }
}
