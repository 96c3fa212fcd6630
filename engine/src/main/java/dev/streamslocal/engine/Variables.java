package dev.streamslocal.engine;

import dev.streamslocal.engine.StartException.Fault;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The environment variables of this server (contract 50 §7.2).
 *
 * <p>A variable that is set to text its kind does not allow stops the start, also where nothing reads it: a script with a
 * typing mistake is told about it rather than half obeyed.
 */
final class Variables {
    enum Kind {
        TEXT,
        NUMBER,
        BYTES,
        BOOLEAN,
        /** Known, so that no one is warned of it; never read. */
        KNOWN
    }

    /** @param fallback value when unset or empty; {@code -} when there is none */
    record Variable(String name, Kind kind, String fallback) {}

    static final String TABLE = """
            name                                      kind     default

            These act.
            DS_LOCAL_DATA_ROOT                        text     -
            DS_API_KEY                                text     -
            DS_READ_MAX_BYTES                         bytes    1048576
            DS_READ_MAX_RECORDS                       number   -
            DS_APPEND_MAX_BODY_BYTES                  bytes    10485760
            DS_INGEST_MAX_BATCH_REQS                  number   1024
            DS_INGEST_MAX_QUEUE_REQS                  number   50000
            DS_INGEST_BUSY_MS                         number   5000
            DS_LOCAL_BACKLOG_MAX_BYTES                bytes    0
            DS_EXPIRY_SWEEP_MS                        number   60000
            DS_EXPIRY_SWEEP_LIMIT                     number   100
            DS_METRICS_FLUSH_MS                       number   10000

            These belong to parts that are not there yet.
            DS_TOUCH_WORKERS                          number   1
            DS_TOUCH_CHECK_MS                         number   250
            DS_TOUCH_MAX_BATCH_ROWS                   number   500
            DS_TOUCH_MAX_BATCH_BYTES                  bytes    4194304
            DS_OTLP_TRACES_STREAM                     text     -
            DS_OTLP_AUTO_CREATE                       boolean  false
            DS_MEMORY_SAMPLER_PATH                    text     -
            DS_MEMORY_SAMPLER_INTERVAL_MS             number   1000
            DS_INDEX_RUN_CACHE_MAX_BYTES              bytes    268435456
            DS_OBJECTSTORE_TIMEOUT_MS                 number   5000

            These are checked and have no effect.
            PORT                                      number   8080
            DS_INGEST_FLUSH_MS                        number   10
            DS_SEARCH_WAL_OVERLAY_QUIET_MS            number   5000
            DS_SEARCH_WAL_OVERLAY_MAX_BYTES           bytes    -
            DS_SEGMENT_MAX_BYTES                      bytes    16777216
            DS_SEGMENT_TARGET_ROWS                    number   100000
            DS_SEGMENTER_WORKERS                      number   0
            DS_SEGMENT_CACHE_MAX_BYTES                bytes    268435456
            DS_SEGMENT_FOOTER_CACHE_ENTRIES           number   2048
            DS_UPLOAD_CONCURRENCY                     number   4
            DS_INDEX_RUN_MEM_CACHE_BYTES              bytes    67108864
            DS_LEXICON_INDEX_CACHE_MAX_BYTES          bytes    67108864
            DS_LEXICON_MMAP_CACHE_ENTRIES             number   64
            DS_INDEX_BUILD_CONCURRENCY                number   4
            DS_INDEX_COMPACT_CONCURRENCY              number   4
            DS_SEARCH_COMPANION_BATCH_SEGMENTS        number   4
            DS_SEARCH_COMPANION_YIELD_BLOCKS          number   4
            DS_SEARCH_COMPANION_FILE_CACHE_MAX_BYTES  bytes    -
            DS_SEARCH_COMPANION_TOC_CACHE_BYTES       bytes    1048576
            DS_SEARCH_COMPANION_SECTION_CACHE_BYTES   bytes    33554432
            DS_INGEST_MAX_BATCH_BYTES                 bytes    8388608
            DS_INGEST_MAX_QUEUE_BYTES                 bytes    67108864
            DS_INGEST_CONCURRENCY                     number   2
            DS_READ_CONCURRENCY                       number   4
            DS_SEARCH_CONCURRENCY                     number   2
            DS_ASYNC_INDEX_CONCURRENCY                number   1
            DS_MEMORY_LIMIT_BYTES                     bytes    -
            DS_MEMORY_LIMIT_MB                        bytes    -
            DS_SQLITE_CACHE_BYTES                     bytes    -
            DS_SQLITE_CACHE_MB                        bytes    -
            DS_WORKER_SQLITE_CACHE_BYTES              bytes    -
            DS_WORKER_SQLITE_CACHE_MB                 bytes    -
            DS_AUTO_TUNE_REQUESTED_MB                 bytes    -
            DS_AUTO_TUNE_PRESET_MB                    bytes    -
            DS_AUTO_TUNE_EFFECTIVE_MEMORY_LIMIT_MB    bytes    -
            DS_BLOCK_MAX_BYTES                        bytes    262144
            DS_SEGMENT_MAX_INTERVAL_MS                number   0
            DS_SEGMENT_CHECK_MS                       number   250
            DS_UPLOAD_CHECK_MS                        number   250
            DS_INDEX_L0_SPAN                          number   16
            DS_INDEX_CHECK_MS                         number   1000
            DS_INDEX_COMPACTION_FANOUT                number   16
            DS_INDEX_MAX_LEVEL                        number   4
            DS_INDEX_RETIRE_GEN_WINDOW                number   2
            DS_INDEX_RETIRE_MIN_MS                    number   300000
            DS_SEARCH_COMPANION_FILE_CACHE_MAX_AGE_MS number   86400000
            DS_SEARCH_COMPANION_MMAP_CACHE_ENTRIES    number   64
            DS_OBJECTSTORE_RETRIES                    number   3
            DS_OBJECTSTORE_RETRY_BASE_MS              number   50
            DS_OBJECTSTORE_RETRY_MAX_MS               number   2000
            DS_ROOT                                   text     ./ds-data
            DS_DB_PATH                                text     -
            DS_HOST                                   text     127.0.0.1
            DS_HEAP_SNAPSHOT_PATH                     text     -

            These are known and not read.
            DS_BASE_WAL_GC_CHUNK_OFFSETS              known    1000000
            DS_BASE_WAL_GC_INTERVAL_MS                known    1000
            DS_STATS_INTERVAL_MS                      known    -
            DS_BACKPRESSURE_BUDGET_MS                 known    -
            DS_MOCK_R2_*                              known    -
            DS_BENCH_*                                known    -
            DS_MEMORY_STRESS_*                        known    -
            DS_RK_*                                   known    -
            DS_LARGE_INDEX_FILTER*                    known    -
            """;

    private static final Pattern ROW = Pattern.compile("([A-Z0-9_]+\\*?) +([a-z]+) +(\\S+)");
    private static final List<Variable> ALL = TABLE.lines()
            .map(ROW::matcher)
            .filter(row -> row.matches())
            .map(row -> new Variable(row.group(1), Kind.valueOf(row.group(2).toUpperCase(Locale.ROOT)), row.group(3)))
            .toList();
    private static final Map<String, Variable> BY_NAME =
            ALL.stream().collect(Collectors.toUnmodifiableMap(Variable::name, each -> each));
    private static final Set<String> TRUE = Set.of("1", "true", "yes");
    private static final Set<String> FALSE = Set.of("0", "false", "no");

    private final Map<String, String> environment;

    private Variables(Map<String, String> environment) {
        this.environment = environment;
    }

    /** @throws StartException with {@code invalid NAME: VALUE} for the first variable of the table with a bad value */
    static Variables of(Map<String, String> environment) {
        var variables = new Variables(environment);
        ALL.forEach(variables::check);
        return variables;
    }

    static List<Variable> all() {
        return ALL;
    }

    /** The set variables that look like ours and are not in the table, in order. */
    List<String> unknown() {
        return environment.keySet().stream()
                .filter(name -> name.startsWith("DS_"))
                .filter(name -> ALL.stream().noneMatch(each -> covers(each, name)))
                .sorted()
                .toList();
    }

    /** The value without its fraction, or that of the table; for bytes never below 0. */
    long whole(String name) {
        var variable = variable(name);
        var value = (long) Math.floor(JsNumber.parse(text(variable)));
        return variable.kind() == Kind.BYTES ? Math.max(0, value) : value;
    }

    boolean isSet(String name) {
        return !environment.getOrDefault(name, "").isEmpty();
    }

    private void check(Variable variable) {
        if (!isSet(variable.name())) {
            return;
        }
        var text = text(variable);
        var valid = switch (variable.kind()) {
            case TEXT, KNOWN -> true;
            case NUMBER, BYTES -> Double.isFinite(JsNumber.parse(text));
            case BOOLEAN -> isBoolean(text.strip().toLowerCase(Locale.ROOT));
        };
        if (!valid) {
            throw new StartException(Fault.OPTION, "invalid " + variable.name() + ": " + text);
        }
    }

    private String text(Variable variable) {
        return isSet(variable.name()) ? environment.getOrDefault(variable.name(), "") : variable.fallback();
    }

    private static Variable variable(String name) {
        var variable = BY_NAME.get(name);
        if (variable == null) {
            throw new IllegalStateException("variable not in the table: " + name);
        }
        return variable;
    }

    private static boolean isBoolean(String text) {
        return TRUE.contains(text) || FALSE.contains(text);
    }

    private static boolean covers(Variable variable, String name) {
        return variable.name().endsWith("*")
                ? name.startsWith(variable.name().substring(0, variable.name().length() - 1))
                : variable.name().equals(name);
    }
}
