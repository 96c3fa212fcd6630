package dev.streamslocal.cli.bench;

import dev.streamslocal.cli.bench.PageReader.AtTail;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** One run from the first stream to the last byte read back. Confined to the thread of the command. */
final class Run implements AutoCloseable {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final long MEBIBYTE = 1 << 20;

    private final Workload work;
    private final Target target;
    private final Processors processors;
    private final Progress progress;
    private final BooleanSupplier stop;
    private final BooleanSupplier insist;
    private final Loop loop = new Loop();
    private final Figures figures = new Figures();
    private final Faults faults = new Faults();
    private final String prefix;
    private final List<BenchStream> streams = new ArrayList<>();
    private final List<LiveReader> readers = new ArrayList<>();
    private final Queue<Requester> free = new ArrayDeque<>();
    private final BenchStream libraryStream;
    private final Preload preload;
    private boolean answered;

    /**
     * @param stop whether the run is to end before its time
     * @param insist whether it is to end at once, with nothing checked and nothing deleted
     */
    Run(
            Workload work,
            Target target,
            Processors processors,
            Progress progress,
            BooleanSupplier stop,
            BooleanSupplier insist) {
        this.work = work;
        this.target = target;
        this.processors = processors;
        this.progress = progress;
        this.stop = stop;
        this.insist = insist;
        this.prefix = target.streams() + "bench-"
                + HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextInt()) + "-";
        var messages = new Messages(work.messageSize(), work.json(), work.seed());
        for (var i = 0; work.appends() && i < work.streams(); i++) {
            streams.add(new BenchStream(i, prefix + i, messages));
        }
        this.libraryStream = new BenchStream(
                work.streams(), prefix + "library", new Messages(work.readSize(), work.json(), work.seed()));
        this.preload = new Preload(
                loop, target, libraryStream.addLane(1, 1), work.contentType(), work.preload(), work.readLast());
    }

    /**
     * Runs it all.
     *
     * @throws BenchFailure if the load cannot begin
     */
    Report run() {
        create();
        fillLibrary();
        var turns = turns();
        openReaders();
        var load = load(turns);
        settle();
        var readBack = readBack();
        awaitReaders(readBack);
        readers.forEach(LiveReader::close);
        return new Report(work, target, prefix, load, figures, faults, Checked.of(readBack, readers));
    }

    /** Removes the streams of this run; returns why some are still there. */
    List<String> delete() {
        free.forEach(Requester::close);
        readers.forEach(LiveReader::close);
        if (!answered) {
            return List.of();
        }
        var chores = new Chores(loop, target, "DELETE", "", allStreams());
        chores.start();
        until("deleting", () -> chores.left() == 0, Long.MAX_VALUE);
        return chores.failures().stream()
                .filter(each -> !each.contains(" answered 404"))
                .toList();
    }

    private List<BenchStream> allStreams() {
        var all = new ArrayList<>(streams);
        if (work.reads() > 0) {
            all.add(libraryStream);
        }
        return all;
    }

    private void create() {
        var headers = "Content-Type: " + work.contentType() + "\r\nContent-Length: 0\r\n";
        var chores = new Chores(loop, target, "PUT", headers, allStreams());
        chores.start();
        try {
            prepare(
                    "creating streams",
                    () -> chores.left() == 0 || chores.failures().size() > 0);
        } finally {
            answered = chores.answered();
        }
        if (!chores.failures().isEmpty()) {
            throw new BenchFailure(chores.failures().getFirst());
        }
    }

    private void fillLibrary() {
        if (work.reads() == 0) {
            return;
        }
        preload.next();
        prepare("filling", () -> preload.done() || !preload.failure().isEmpty());
        if (!preload.failure().isEmpty()) {
            throw new BenchFailure(preload.failure());
        }
        preload.close();
    }

    /** What each connection does in turn. */
    private List<List<Operation>> turns() {
        var lanes = lanes();
        var library = preload.library();
        var all = new ArrayList<List<Operation>>();
        for (var i = 0; i < work.connections(); i++) {
            var kinds = new ArrayList<Operation>();
            if (work.appends()) {
                var producer = work.producer() ? "bench-" + i : "";
                kinds.add(
                        new AppendOperation(target, work.contentType(), lanes.get(i), work.batch(), producer, figures));
            }
            if (work.reads() > 0) {
                kinds.add(new ReadOperation(target, library, faults, figures));
            }
            var turns = mixed(kinds);
            // Apart, or all would append at the same moment.
            Collections.rotate(turns, i);
            all.add(turns);
        }
        return all;
    }

    /** The percentage of reads as turns, spread evenly over the fewest. */
    private List<Operation> mixed(List<Operation> kinds) {
        if (kinds.size() == 1) {
            return kinds;
        }
        var turns = new ArrayList<Operation>();
        for (var i = 0; i < 100; i++) {
            turns.add(kinds.get((i + 1) * work.reads() / 100 - i * work.reads() / 100));
        }
        return turns;
    }

    /** Each connection's own streams; where there are more connections than streams, they share them. */
    private List<List<Lane>> lanes() {
        var all = new ArrayList<List<Lane>>();
        var connections = work.connections();
        // Times for live readers that are far behind, within some 16 MiB in all.
        var remembered = work.readers() == 0
                ? 1
                : Integer.highestOneBit(Math.clamp((1 << 20) / Math.max(connections, work.streams()), 16, 1 << 13));
        for (var i = 0; i < connections; i++) {
            var own = new ArrayList<Lane>();
            for (var s = i % work.streams(); work.appends() && s < work.streams(); s += connections) {
                own.add(streams.get(s).addLane(work.batch(), remembered));
            }
            all.add(own);
        }
        return all;
    }

    private void openReaders() {
        for (var i = 0; i < work.readers(); i++) {
            var stream = streams.get(i % streams.size());
            stream.addReader();
            var sequence = new Sequence(stream, "reader " + i, faults);
            readers.add(
                    switch (work.live()) {
                        case SSE -> new SseReader(loop, target, sequence, figures);
                        case LONG_POLL -> follow(sequence, AtTail.WAIT_THERE);
                        case CATCH_UP -> follow(sequence, AtTail.PAUSE);
                    });
        }
        readers.forEach(LiveReader::start);
        if (!until("opening readers", () -> readers.stream().allMatch(LiveReader::ready), 30 * SECOND)) {
            throw new BenchFailure(
                    "only " + readers.stream().filter(LiveReader::ready).count() + " of " + readers.size()
                            + " live readers were answered within 30 s " + figures.errorExamples());
        }
    }

    private LiveReader follow(Sequence sequence, AtTail atTail) {
        return new PageReader(loop, target, sequence, new Deliveries(sequence, figures), atTail, figures, () -> {});
    }

    private Load load(List<List<Operation>> turns) {
        turns.forEach(each -> free.add(new Requester(loop, target, each, free, figures)));
        var start = System.nanoTime();
        var from = start + work.warmup();
        var end = from + work.duration();
        figures.measure(from, end);
        var timetable = new Timetable(start, work.rate());
        var before = processors.read();
        var warm = false;
        var now = start;
        for (; now < end && !stop.getAsBoolean() && !figures.hopeless(); now = System.nanoTime()) {
            if (!warm && now >= from) {
                warm = true;
                before = processors.read();
            }
            while (!free.isEmpty() && timetable.due(now)) {
                free.remove().begin(timetable.take(now));
            }
            progress.second(figures, now - start);
            loop.turn(
                    Math.min(end, free.isEmpty() ? now + SECOND / 10 : Math.min(timetable.next(), now + SECOND / 10)));
        }
        figures.measure(Math.min(from, now), now);
        return new Load(
                Math.max(0, now - from),
                now < end,
                timetable.unsent(Math.min(now, end)),
                before,
                warm ? processors.read() : before);
    }

    /** Waits for the answers that are still due; a producer goes on trying until it knows. */
    private void settle() {
        until("waiting for the last answers", () -> free.size() == work.connections(), Talk.SILENCE_MAX + 5 * SECOND);
        free.forEach(Requester::close);
    }

    private ReadBack readBack() {
        var readBack = new ReadBack(loop, target, allStreams(), faults, figures);
        readBack.start();
        until("reading everything back", () -> readBack.left() == 0, Long.MAX_VALUE);
        readBack.finish();
        readBack.compareHashes();
        return readBack;
    }

    private void awaitReaders(ReadBack readBack) {
        var behind = new ArrayList<>(readers);
        var patience = 15 * SECOND;
        for (var seen = -1L; seen != received(); ) {
            seen = received();
            if (until("waiting for the readers", () -> caughtUp(behind, readBack), patience)) {
                break;
            }
        }
        // A message too many would come right behind the last.
        var wait = System.nanoTime() + SECOND / 10;
        until("waiting for the readers", () -> readers.isEmpty() || System.nanoTime() > wait, SECOND);
        for (var reader : readers) {
            var sequence = reader.sequence();
            var stream = sequence.stream();
            sequence.finish();
            if (stream.settled()
                    && faults.none()
                    && sequence.order() != readBack.of(stream).order()) {
                sequence.unreadable("it saw another order than the one read back");
            }
        }
    }

    private static boolean caughtUp(List<LiveReader> behind, ReadBack readBack) {
        behind.removeIf(each ->
                each.sequence().count() >= readBack.of(each.sequence().stream()).count());
        return behind.isEmpty();
    }

    private long received() {
        return readers.stream().mapToLong(each -> each.sequence().count()).sum();
    }

    /** Does what comes before the load, which an early end makes useless. */
    private void prepare(String phase, BooleanSupplier done) {
        until(phase, () -> done.getAsBoolean() || stop.getAsBoolean(), Long.MAX_VALUE);
        if (!done.getAsBoolean()) {
            throw new BenchFailure("ended before the load: " + phase);
        }
    }

    /** Turns the loop until then; whether it came to that within so many nanoseconds. */
    private boolean until(String phase, BooleanSupplier done, long patience) {
        var start = System.nanoTime();
        progress.phase(phase);
        while (!done.getAsBoolean()) {
            if (insist.getAsBoolean()) {
                throw new BenchFailure("ended at once by a second signal, " + phase + "; the streams of this run are "
                        + target + prefix + "*");
            }
            var now = System.nanoTime();
            if (now - start > patience) {
                return false;
            }
            progress.phase(phase, now - start);
            loop.turn(now + SECOND / 20);
        }
        return true;
    }

    /** Bytes that wait in buffers at the same time, to be checked before a run. */
    static boolean fits(Workload work) {
        return (long) work.connections() * work.batch() * work.messageSize() <= 128 * MEBIBYTE;
    }

    @Override
    public void close() {
        loop.close();
    }
}
