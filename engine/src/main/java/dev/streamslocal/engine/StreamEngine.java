package dev.streamslocal.engine;

import dev.streamslocal.engine.StartException.Fault;
import dev.streamslocal.engine.stream.ReadLimits;
import dev.streamslocal.engine.stream.Watches;
import dev.streamslocal.protocol.DeleteResult;
import dev.streamslocal.protocol.Limits;
import dev.streamslocal.storage.Storage;
import dev.streamslocal.storage.StorageException;
import dev.streamslocal.storage.StorageOptions;
import dev.streamslocal.storage.WritePermit;
import java.util.ArrayList;
import java.util.concurrent.CompletableFuture;

/** One database at work, behind whichever door: its streams, those who wait for them, and the sweeper of expired ones. */
final class StreamEngine implements AutoCloseable {
    private final Opened opened = new Opened();
    private final Watches watches = new Watches();
    private final ReadLimits readLimits;
    private final Storage storage;

    /** @throws StartException if the database cannot be used */
    StreamEngine(ServerOptions options, Settings settings, WritePermit permit) {
        readLimits = new ReadLimits(settings.pageBytesMax(), settings.pageRecordsMax());
        storage = opened.add(open(storageOptions(options, settings).permit(permit)));
        opened.add(ExpirySweeper.start(
                options.name(),
                settings.sweepMillis(),
                () -> storage.sweep(settings.sweepLimit()),
                () -> storage.sweepForks(settings.sweepLimit())));
    }

    private static Storage open(StorageOptions options) {
        try {
            return Storage.open(options);
        } catch (StorageException e) {
            throw new StartException(Fault.DATABASE, e);
        }
    }

    private StorageOptions storageOptions(ServerOptions options, Settings settings) {
        // The largest body has to fit, or it would be refused for ever.
        long queueBytesMax = Math.max(Limits.QUEUE_BYTES_MAX, settings.bodyBytesMax());
        return StorageOptions.of(options.directory().database())
                .clock(options.clock())
                .observer(watches)
                .durability(options.durability())
                .queue(settings.queueRequestsMax(), queueBytesMax)
                .batchRequestsMax(settings.batchRequestsMax())
                .backlogBytesMax(settings.backlogBytesMax())
                .busyMillis(settings.busyMillis());
    }

    Storage storage() {
        return storage;
    }

    Watches watches() {
        return watches;
    }

    ReadLimits readLimits() {
        return readLimits;
    }

    /** Deletes every stream, which ends those who wait for it. Blocks until the writer has answered. */
    void deleteAll() {
        var answers = new ArrayList<CompletableFuture<DeleteResult>>();
        for (var stream : storage.list(0, Integer.MAX_VALUE)) {
            var answer = new CompletableFuture<DeleteResult>();
            storage.delete(stream, answer::complete);
            answers.add(answer);
        }
        answers.forEach(CompletableFuture::join);
    }

    @Override
    public void close() {
        opened.closeAll();
    }
}
