package dev.streamslocal.conformance;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;

/** All writers with all their streams, from one life of the server to the next. Confined to the thread of the test. */
final class CrashLoad {
    private static final int WRITERS = 10;
    private static final int COMMONS = 4;
    private static final int CHECKING_THREADS = 6;

    private final CrashTally tally = new CrashTally();
    private final CrashCommons commons = new CrashCommons(COMMONS);
    private final List<CrashWriter> writers = new ArrayList<>();

    CrashLoad(long seed) {
        for (int writer = 0; writer < WRITERS; writer++) {
            writers.add(new CrashWriter(writer, seed, commons, tally));
        }
    }

    CrashTally tally() {
        return tally;
    }

    /** Lets all writers send for that long, kills the server under them and waits until all have noticed. */
    void runUntilKilled(PackagedServer server, long millis) throws Exception {
        runUntilKilled(server, millis, () -> {});
    }

    /** The same, and says so right before the kill. */
    void runUntilKilled(PackagedServer server, long millis, Runnable beforeKill) throws Exception {
        var killed = new AtomicBoolean();
        InetSocketAddress address = server.address();
        try (ExecutorService threads = Executors.newFixedThreadPool(WRITERS)) {
            writers.forEach(writer -> threads.execute(() -> writer.load(address, killed::get)));
            Thread.sleep(millis);
            killed.set(true);
            beforeKill.run();
            server.kill();
        }
        long now = System.currentTimeMillis();
        streams().forEach(stream -> stream.killed(now));
    }

    /** Reads every stream back, with no writer at work. */
    void check(PackagedServer server) throws Exception {
        List<CrashStream> streams = streams();
        for (CrashStream stream : streams) {
            tally.unanswered.add(
                    stream.sent().stream().filter(each -> !each.acknowledged).count());
        }
        try (ExecutorService threads = Executors.newFixedThreadPool(CHECKING_THREADS)) {
            var checks = new ArrayList<Future<?>>();
            for (CrashStream stream : streams) {
                checks.add(threads.submit(() -> check(server.address(), stream)));
            }
            for (Future<?> check : checks) {
                check.get();
            }
        }
        checkList(server);
        commons.readBack();
    }

    private void check(InetSocketAddress server, CrashStream stream) {
        try (var client = new CrashClient(server)) {
            new CrashCheck(client, stream, tally).run();
        } catch (AssertionError | RuntimeException fault) {
            tally.fault(stream, fault.toString());
        }
    }

    /** The list names exactly the streams that are there, each with its count. */
    private void checkList(PackagedServer server) {
        try (var client = new CrashClient(server.address())) {
            var listed = new TreeMap<String, Long>();
            client.list(0)
                    .json()
                    .forEach(each -> listed.put(
                            each.path("name").asText(), each.path("next_offset").asLong()));
            listed.keySet().removeIf(name -> !name.startsWith("crash/"));
            for (CrashStream stream : streams()) {
                Long entries = listed.remove(stream.name());
                boolean agrees = stream.isPresent() ? entries != null && entries == stream.entries() : entries == null;
                if (!agrees && !stream.mayHaveExpired()) {
                    tally.fault(
                            stream,
                            "listed with " + entries + " entries, expected "
                                    + (stream.isPresent() ? stream.entries() : "none"));
                }
            }
            if (!listed.isEmpty()) {
                tally.fault("listed, though never created or long deleted: " + listed);
            }
        }
    }

    private List<CrashStream> streams() {
        var all = commons.all();
        writers.forEach(writer -> all.addAll(writer.own()));
        return all;
    }
}
