package dev.streamslocal.conformance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The JVM flags with which {@code ./streams} runs the product, read from that script so that they cannot drift apart. */
final class ShippedFlags {
    private static final Path SCRIPT = ModuleFiles.DIRECTORY.resolve("../streams");
    /** Flags for every JDK, or for one that is not older than a version. */
    private static final Pattern FLAGS =
            Pattern.compile("\\s*(?:\\[ \"\\$JDK_VERSION\" -lt (\\d+) \\] \\|\\| )?set -- (-(?:X|-)[^$\"]*) \"\\$@\"");

    private ShippedFlags() {}

    static List<String> read() {
        try {
            List<String> flags = new ArrayList<>();
            for (String line : Files.readAllLines(SCRIPT)) {
                var found = FLAGS.matcher(line);
                if (found.matches() && isFor(found.group(1))) {
                    flags.addAll(Arrays.asList(found.group(2).split(" ")));
                }
            }
            if (flags.stream().noneMatch(flag -> flag.startsWith("-Xmx"))) {
                throw new IllegalStateException("no line that sets the heap in " + SCRIPT.normalize());
            }
            return flags;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static boolean isFor(@Nullable String jdkVersionMin) {
        return jdkVersionMin == null || Runtime.version().feature() >= Integer.parseInt(jdkVersionMin);
    }

    /** The same and more. */
    static List<String> with(String... more) {
        List<String> flags = new ArrayList<>(read());
        flags.addAll(List.of(more));
        return flags;
    }
}
