package dev.streamslocal.protocol;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.streamslocal.engine.http.Query;
import dev.streamslocal.fuzz.Finding;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Paths and queries: dot segments, names, sub-resources, escapes. */
public final class PathFuzz {
    private static final Pattern DOTS = Pattern.compile("(?i)(\\.|%2e){1,2}");
    private static final Set<Integer> STATUSES = Set.of(400, 404);

    private PathFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) {
        String text = new String(input, ISO_8859_1);
        dots("/" + text);
        path("/" + text);
        path(StreamPath.PREFIX + text);
        decoded(text);
        query(text);
    }

    private static void dots(String path) {
        String resolved = DotSegments.resolve(path);
        Finding.unless(resolved.startsWith("/"), () -> "not a path: " + resolved);
        Finding.unlessEqual(DotSegments.resolve(resolved), resolved, "resolved twice");
        for (String segment : resolved.substring(1).split("/", -1)) {
            Finding.unless(!DOTS.matcher(segment).matches(), () -> "a dot segment is left: " + resolved);
        }
        if (!path.contains(".") && !path.contains("%2")) {
            Finding.unlessEqual(resolved, path, "a path without dots");
        }
    }

    private static void path(String path) {
        try {
            switch (StreamPath.parse(path)) {
                case StreamPath.Target target -> target(target);
                case StreamPath.Reserved reserved ->
                    Finding.unless(
                            reserved.rawPath().isEmpty() || reserved.rawPath().startsWith("/"),
                            () -> "below __ds: " + reserved);
            }
        } catch (ProtocolException e) {
            Finding.unless(STATUSES.contains(e.problem().status()), e::getMessage);
        }
    }

    /** Wherever a name came from, it is found again under its fully escaped form. */
    private static void target(StreamPath.Target target) {
        Finding.unless(!target.name().isEmpty(), "a stream without a name");
        Finding.unlessEqual(target.key().present(), target.sub() == SubResource.PK, "a key where none belongs");
        String first = target.name().split("/", 2)[0];
        if (!first.equals(StreamPath.RESERVED_SEGMENT)) {
            StreamPath expected = new StreamPath.Target(target.name(), SubResource.NONE, RoutingKey.NONE);
            Finding.unlessEqual(StreamPath.parse(StreamPath.PREFIX + escaped(target.name())), expected, "escaped");
        }
    }

    private static String escaped(String name) {
        StringBuilder text = new StringBuilder();
        for (byte b : name.getBytes(UTF_8)) {
            text.append('%').append(String.format("%02x", b));
        }
        return text.toString();
    }

    private static void decoded(String raw) {
        Optional<String> expected = reference(raw);
        try {
            Finding.unlessEqual(Optional.of(StreamName.decode(raw)), expected, "decoded " + raw);
        } catch (ProtocolException e) {
            Finding.unless(expected.isEmpty(), e::getMessage);
        }
    }

    private static Optional<String> reference(String raw) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int i = 0; i < raw.length(); i++) {
            if (raw.charAt(i) != '%') {
                bytes.write(raw.charAt(i));
            } else if (raw.substring(i).matches("(?s)%[0-9A-Fa-f]{2}.*")) {
                bytes.write(Integer.parseInt(raw.substring(i + 1, i + 3), 16));
                i += 2;
            } else {
                return Optional.empty();
            }
        }
        String text = bytes.toString(UTF_8);
        return Arrays.equals(text.getBytes(UTF_8), bytes.toByteArray()) ? Optional.of(text) : Optional.empty();
    }

    private static void query(String raw) {
        Query query = Query.parse(raw);
        for (String name : List.of("offset", "key", "live", "a", "")) {
            List<String> values = Arrays.stream(raw.split("&", -1))
                    .filter(pair -> !pair.isEmpty() && name(pair).equals(Optional.of(name)))
                    .toList();
            Finding.unlessEqual(query.count(name), values.size(), "how often " + name);
            Finding.unlessEqual(query.has(name), !values.isEmpty(), "whether " + name);
            Optional<String> expected = values.isEmpty() ? Optional.of("") : value(values.getFirst());
            try {
                Finding.unlessEqual(Optional.of(query.first(name)), expected, "value of " + name);
            } catch (ProtocolException e) {
                Finding.unless(expected.isEmpty(), e::getMessage);
            }
        }
    }

    private static Optional<String> name(String pair) {
        return reference(pair.split("=", 2)[0].replace('+', ' '));
    }

    private static Optional<String> value(String pair) {
        int equals = pair.indexOf('=');
        return equals < 0
                ? Optional.of("")
                : reference(pair.substring(equals + 1).replace('+', ' '));
    }
}
