package dev.streamslocal.conformance;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Runs one call many times at the same time. */
final class Together {
    private Together() {}

    static <T> List<T> run(int times, Callable<T> call) throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var pending = new ArrayList<Future<T>>();
            for (int i = 0; i < times; i++) {
                pending.add(threads.submit(call));
            }
            var results = new ArrayList<T>();
            for (Future<T> each : pending) {
                results.add(each.get());
            }
            return results;
        }
    }
}
