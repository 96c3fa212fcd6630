package dev.streamslocal.jmh.guard;

import java.util.List;

/** What the time of a benchmark is held against. */
enum Yardstick {
    CPU("CpuYardstick") {
        @Override
        BenchmarkName of(BenchmarkName benchmark) {
            return BenchmarkName.parse("CpuYardstick.checksumAndWalk");
        }
    },
    SYNC("SyncYardstick") {
        @Override
        BenchmarkName of(BenchmarkName benchmark) {
            return new BenchmarkName("SyncYardstick.writeAndSync", benchmark.parameters());
        }
    };

    private static final List<String> SYNCING = List.of("AppendBenchmark");

    private final String className;

    Yardstick(String className) {
        this.className = className;
    }

    /** The yardstick of the benchmarks of a class: the disk for those that wait for it, the processor for all others. */
    static Yardstick ofClass(String className) {
        return SYNCING.contains(className) ? SYNC : CPU;
    }

    String className() {
        return className;
    }

    /** The very run against which {@code benchmark} is held: one of the same size. */
    abstract BenchmarkName of(BenchmarkName benchmark);

    static boolean isOne(BenchmarkName name) {
        return name.className().equals(CPU.className) || name.className().equals(SYNC.className);
    }
}
