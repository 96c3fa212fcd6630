package dev.streamslocal.jmh;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.streamslocal.engine.http.Exchange;
import dev.streamslocal.engine.http.Response;
import dev.streamslocal.engine.http.Wired;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.ReferenceCountUtil;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * What does it cost to make a request of the bytes that a socket delivers, and to answer it with an empty 204? {@code ./jmh/run
 * RequestBenchmark}
 *
 * <p>The handlers are those of a connection of the server, on a channel in memory. An operation is one read of the socket: one request, or
 * sixteen that a client has sent without waiting.
 */
@State(Scope.Thread)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class RequestBenchmark extends ShortRun {

    private static final String HEADERS =
            "Host: 127.0.0.1:8080\r\nUser-Agent: bench/1.0\r\nAccept: */*\r\nAccept-Encoding: gzip, deflate\r\n";
    private static final String GET =
            "GET /v1/stream/orders?offset=0000000000000000000003w1k4 HTTP/1.1\r\n" + HEADERS + "\r\n";
    private static final String POST = "POST /v1/stream/orders HTTP/1.1\r\n" + HEADERS
            + "Content-Type: application/json\r\nContent-Length: 1024\r\n\r\n";
    private static final int BODY_BYTES = 1024;

    /** What one read delivers. */
    public enum Bytes {
        GET(RequestBenchmark.GET, 0, 1),
        POST_OF_1_KIB(RequestBenchmark.POST, BODY_BYTES, 1),
        GET_16_PIPELINED(RequestBenchmark.GET.repeat(16), 0, 16);

        private final String heads;
        private final int bodyBytes;
        private final int requests;

        Bytes(String heads, int bodyBytes, int requests) {
            this.heads = heads;
            this.bodyBytes = bodyBytes;
            this.requests = requests;
        }
    }

    @Param
    public Bytes bytes;

    private EmbeddedChannel channel;
    private ByteBuf read;
    private long bodyBytes;
    private int requests;

    @Setup
    public void prepare() {
        channel = new EmbeddedChannel();
        Wired.connect(channel, this::answer);
        read = Unpooled.directBuffer().writeBytes(bytes.heads.getBytes(US_ASCII));
        if (bytes.bodyBytes > 0) {
            read.writeBytes(Payloads.object(0, bytes.bodyBytes));
        }
        decode();
        if (requests != bytes.requests || bodyBytes != bytes.bodyBytes || !channel.isOpen()) {
            throw new IllegalStateException(requests + " requests with " + bodyBytes + " bytes out of " + bytes);
        }
    }

    private void answer(Exchange exchange) {
        requests++;
        bodyBytes += exchange.request().bodyLength();
        exchange.reply(Response.status(204));
    }

    @TearDown
    public void close() {
        channel.close();
        read.release();
    }

    @Benchmark
    public int decode() {
        channel.writeInbound(read.retainedDuplicate());
        int buffers = 0;
        for (Object answer = channel.readOutbound(); answer != null; answer = channel.readOutbound()) {
            ReferenceCountUtil.release(answer);
            buffers++;
        }
        return buffers;
    }
}
