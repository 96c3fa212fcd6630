package dev.streamslocal.conformance;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * What a JVM says about its own memory, asked from outside by {@code jcmd}: committed bytes by category. The JVM has to run
 * with {@link #FLAG}. Direct buffers are in {@code Other}; what SQLite allocates the JVM does not know.
 */
final class NativeMemory {
    static final String FLAG = "-XX:NativeMemoryTracking=summary";
    static final String TOTAL = "Total";
    static final String HEAP = "Java Heap";
    static final String DIRECT = "Other";

    private static final Path JCMD = Path.of(System.getProperty("java.home"), "bin", "jcmd");
    private static final Pattern CATEGORY =
            Pattern.compile("^(?:-\\s+(.+?) \\(|(Total): )reserved=\\d+KB, committed=(\\d+)KB", Pattern.MULTILINE);

    private NativeMemory() {}

    /** Empty where the JDK has no jcmd, or the process is gone. */
    static Map<String, Long> committedBytes(long pid) throws IOException {
        var bytes = new TreeMap<String, Long>();
        if (Files.isExecutable(JCMD)) {
            Process asked = new ProcessBuilder(
                            JCMD.toString(), Long.toString(pid), "VM.native_memory", "summary", "scale=KB")
                    .redirectErrorStream(true)
                    .start();
            String said = new String(asked.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            var found = CATEGORY.matcher(said);
            while (found.find()) {
                String name = found.group(1) == null ? found.group(2) : found.group(1);
                bytes.put(name, Long.parseLong(found.group(3)) << 10);
            }
        }
        return bytes;
    }
}
