package dev.streamslocal.engine.stream;

import dev.streamslocal.storage.CommitObserver;
import dev.streamslocal.storage.Stream;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;

/**
 * The live readers that wait for a stream to change, by incarnation. Commits come in on the writer thread, watches are opened,
 * woken and closed on the event loop of their reader.
 *
 * <p>A commit schedules at most one task per event loop that has watches on the stream, however many they are and however many
 * commits follow before the task runs. A stream without watches costs a commit one look into a map, and has no entry in it.
 */
public final class Watches implements CommitObserver {
    private static final LoopWatches[] NO_LOOPS = {};

    // Ids of streams are never used again, so that a watch cannot be woken by the next stream of the same name.
    private final ConcurrentHashMap<Long, LoopWatches[]> loopsByStream = new ConcurrentHashMap<>();

    @Override
    public void advanced(Stream stream) {
        wake(stream.id());
    }

    @Override
    public void removed(Stream stream) {
        wake(stream.id());
    }

    /** Streams that somebody waits for. */
    public int streams() {
        return loopsByStream.size();
    }

    /**
     * A watch on {@code streamId}, not yet open.
     *
     * @param woken called on {@code loop} after each change, perhaps once for several, perhaps once too often
     */
    Watch watch(long streamId, Executor loop, Runnable woken) {
        return new Watch(this, streamId, loop, woken, false);
    }

    /** The same for one who waits for another report on the stream. */
    Watch watchForReport(long streamId, Executor loop, Runnable woken) {
        return new Watch(this, streamId, loop, woken, true);
    }

    /** Who waits for a stream: for its messages, or for a report on it. */
    public record Waiting(int readers, int reports) {
        public int total() {
            return readers + reports;
        }

        Waiting plus(Waiting more) {
            return new Waiting(readers + more.readers, reports + more.reports);
        }
    }

    public Waiting waiting(Stream stream) {
        return waiting(loopsByStream.getOrDefault(stream.id(), NO_LOOPS));
    }

    /** Who waits for any stream. */
    public Waiting waiting() {
        return loopsByStream.values().stream().map(Watches::waiting).reduce(new Waiting(0, 0), Waiting::plus);
    }

    private static Waiting waiting(LoopWatches[] loops) {
        var readers = 0;
        var reports = 0;
        for (LoopWatches each : loops) {
            readers += each.readers();
            reports += each.reports();
        }
        return new Waiting(readers, reports);
    }

    void open(Watch watch) {
        loopWatches(watch).add(watch);
        VarHandle.fullFence();
    }

    void close(Watch watch) {
        var mine = loopWatches(watch);
        mine.remove(watch);
        if (mine.isEmpty()) {
            takeOut(watch.streamId(), mine);
        }
    }

    void wake(long streamId) {
        // Pairs with the fence in open(): either this look finds the watch, or the watch's owner sees the new tail.
        VarHandle.fullFence();
        if (loopsByStream.isEmpty()) {
            return;
        }
        for (LoopWatches each : loopsByStream.getOrDefault(streamId, NO_LOOPS)) {
            each.schedule();
        }
    }

    private LoopWatches loopWatches(Watch watch) {
        // Only the loop itself puts its entry in and takes it out, and this runs on it.
        for (LoopWatches each : loopsByStream.getOrDefault(watch.streamId(), NO_LOOPS)) {
            if (each.loop().equals(watch.loop())) {
                return each;
            }
        }
        var added = new LoopWatches(watch.loop());
        loopsByStream.merge(watch.streamId(), new LoopWatches[] {added}, Watches::joined);
        return added;
    }

    private void takeOut(long streamId, LoopWatches empty) {
        while (true) {
            var loops = loopsByStream.getOrDefault(streamId, NO_LOOPS);
            var gone = loops.length == 1
                    ? loopsByStream.remove(streamId, loops)
                    : loopsByStream.replace(streamId, loops, without(loops, empty));
            if (gone) {
                return;
            }
        }
    }

    private static LoopWatches[] joined(LoopWatches[] some, LoopWatches[] more) {
        var all = Arrays.copyOf(some, some.length + more.length);
        System.arraycopy(more, 0, all, some.length, more.length);
        return all;
    }

    private static LoopWatches[] without(LoopWatches[] loops, LoopWatches one) {
        return Arrays.stream(loops).filter(each -> each != one).toArray(LoopWatches[]::new);
    }
}
