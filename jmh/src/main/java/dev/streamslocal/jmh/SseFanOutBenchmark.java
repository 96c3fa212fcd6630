package dev.streamslocal.jmh;

import dev.streamslocal.engine.Routes;
import dev.streamslocal.engine.http.Wired;
import dev.streamslocal.engine.stream.LiveLimits;
import dev.streamslocal.engine.stream.ReadLimits;
import dev.streamslocal.engine.stream.Traffic;
import dev.streamslocal.engine.stream.Watches;
import dev.streamslocal.protocol.JsonSplitter;
import dev.streamslocal.protocol.Limits;
import dev.streamslocal.protocol.Messages;
import dev.streamslocal.storage.Undurable;
import java.io.IOException;
import java.time.InstantSource;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * What does it cost to bring a new message to all SSE readers of its stream? {@code ./jmh/run SseFanOutBenchmark}
 *
 * <p>The readers are connections of the server's own routes on one event loop, as on a machine with two cores, with channels in memory
 * in place of sockets. An operation begins where a commit has made the JSON message of 1 KiB visible, and ends when the last client
 * holds its event: the wake-up, the page, the event that is encoded once for all, and a frame for each connection.
 */
@State(Scope.Thread)
public class SseFanOutBenchmark extends ShortRun {

    private static final int MESSAGE_BYTES = 1024;
    private static final long LIFE_MILLIS = 3_600_000;
    private static final LiveLimits PATIENT = new LiveLimits(LIFE_MILLIS, LIFE_MILLIS, LIFE_MILLIS, LIFE_MILLIS);

    /** Clients that follow the stream. */
    @Param({"1", "1000"})
    public int readers;

    private ScratchStream stream;
    private Watches watches;
    private MemoryClients clients;
    private Messages message;

    @Setup
    public void prepare() throws IOException {
        stream = ScratchStream.create();
        watches = new Watches();
        byte[] object = Payloads.object(0, MESSAGE_BYTES);
        message = JsonSplitter.split(object, 0, object.length);
        var routes = new Routes(
                stream.storage(),
                watches,
                InstantSource.system(),
                Limits.BODY_BYTES_MAX,
                ReadLimits.STANDARD,
                PATIENT,
                new Traffic());
        clients = new MemoryClients(Wired.connections(routes), readers);
        clients.send("GET /v1/stream/" + ScratchStream.name()
                + "?offset=now&live=sse HTTP/1.1\r\nHost: 127.0.0.1:8080\r\n\r\n");
        // The head and the first control event.
        clients.awaitAll();
        for (int i = 0; i < 2; i++) {
            long before = clients.bytes();
            wake();
            if (clients.bytes() - before < (long) readers * MESSAGE_BYTES) {
                throw new IllegalStateException("a wake-up brought " + (clients.bytes() - before) + " bytes");
            }
        }
    }

    @TearDown
    public void close() throws IOException {
        clients.close();
        stream.close();
    }

    @Benchmark
    public long wake() {
        Undurable.append(stream.stream(), message, watches);
        clients.awaitAll();
        return clients.bytes();
    }
}
