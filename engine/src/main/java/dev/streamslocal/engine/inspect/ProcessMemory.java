package dev.streamslocal.engine.inspect;

import static dev.streamslocal.engine.inspect.JsonTree.NULL;
import static dev.streamslocal.engine.inspect.JsonTree.object;

import dev.streamslocal.engine.http.DirectMemory;
import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryUsage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * The memory of this process at one moment, in bytes.
 *
 * <p>The names of the answer are those of another runtime: its heap is ours, its external memory what the JVM uses beside its heap
 * (code, classes, buffers), its array buffers our direct buffers.
 *
 * @param system what the system says of it, by the names of {@code /proc/self/status}; empty where it says nothing
 */
record ProcessMemory(
        long heapTotal, long heapUsed, long external, long directBuffers, long mapped, Map<String, Long> system) {
    private static final Path STATUS = Path.of("/proc/self/status");
    private static final long KIB = 1024;

    static ProcessMemory now() {
        MemoryUsage heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage();
        long beside =
                ManagementFactory.getMemoryMXBean().getNonHeapMemoryUsage().getUsed();
        long direct = pool("direct") + DirectMemory.bytes();
        return new ProcessMemory(
                heap.getCommitted(), heap.getUsed(), beside + direct, direct, pool("mapped"), status());
    }

    /** What the garbage collectors have done so far. */
    static Map<String, Object> collections() {
        var collectors = ManagementFactory.getGarbageCollectorMXBeans();
        return object(
                "count",
                collectors.stream()
                        .mapToLong(each -> Math.max(0, each.getCollectionCount()))
                        .sum(),
                "millis",
                collectors.stream()
                        .mapToLong(each -> Math.max(0, each.getCollectionTime()))
                        .sum());
    }

    private static long pool(String name) {
        return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                .filter(each -> each.getName().equals(name))
                .mapToLong(BufferPoolMXBean::getMemoryUsed)
                .sum();
    }

    private static Map<String, Long> status() {
        var found = new HashMap<String, Long>();
        try {
            for (var line : Files.readAllLines(STATUS)) {
                var words = line.split("[:\\s]+");
                if (words.length == 3 && words[2].equals("kB")) {
                    found.put(words[0], KIB * Long.parseLong(words[1]));
                }
            }
        } catch (IOException e) {
            // Not on this system.
            return Map.of();
        }
        return found;
    }

    /** Resident memory; where the system does not tell, what the JVM knows of. */
    long rss() {
        return system.getOrDefault("VmRSS", heapTotal + external);
    }

    Map<String, Object> process() {
        return object(
                "rss_bytes", rss(),
                "heap_total_bytes", heapTotal,
                "heap_used_bytes", heapUsed,
                "external_bytes", external,
                "array_buffers_bytes", directBuffers);
    }

    Map<String, Object> breakdown() {
        var managed = heapUsed + external;
        var anonymous = system.getOrDefault("RssAnon", -1L);
        return object(
                "source",
                system.isEmpty() ? "process_memory_usage_only" : "linux_proc_status",
                "rss_anon_bytes",
                told("RssAnon"),
                "rss_file_bytes",
                told("RssFile"),
                "rss_shmem_bytes",
                told("RssShmem"),
                "js_managed_bytes",
                managed,
                "js_external_non_array_buffers_bytes",
                external - directBuffers,
                "mapped_file_bytes",
                mapped,
                "sqlite_runtime_bytes",
                0,
                "unattributed_anon_bytes",
                anonymous < 0 ? NULL : (Object) Math.max(0, anonymous - managed),
                "unattributed_rss_bytes",
                Math.max(0, rss() - managed - mapped));
    }

    private Object told(String name) {
        return system.containsKey(name) ? system.getOrDefault(name, 0L) : NULL;
    }
}
