package dev.streamslocal.engine.stream;

import dev.streamslocal.engine.http.BodyWriter;
import dev.streamslocal.engine.http.Exchange;
import dev.streamslocal.engine.http.HeaderLine;
import dev.streamslocal.engine.http.Response;
import dev.streamslocal.protocol.ContentTypes;
import dev.streamslocal.protocol.Headers;
import dev.streamslocal.protocol.Offset;
import io.netty.buffer.ByteBuf;

/** The answer of an SSE connection; its head goes out with the first frame. Confined to the event loop of its exchange. */
final class SseBody {
    /** Up to here copying the data in front of the control event is cheaper than sending two buffers as one. */
    private static final int COPIED_BYTES_MAX = 4096;

    private static final HeaderLine EVENT_STREAM = HeaderLine.of(Headers.CONTENT_TYPE, ContentTypes.EVENT_STREAM);
    private static final HeaderLine BASE64 = HeaderLine.of(Headers.STREAM_SSE_DATA_ENCODING, "base64");

    private final Exchange exchange;
    private final Response head;
    private BodyWriter body = Unopened.BODY;

    /**
     * @param start position at which the connection begins
     * @param tail position at which the stream ends now
     */
    SseBody(Exchange exchange, long start, long tail, boolean base64) {
        this.exchange = exchange;
        this.head = Response.status(200)
                .header(EVENT_STREAM)
                .header(StreamReplies.NO_CACHE)
                .header(StreamReplies.CROSS_ORIGIN)
                .header(Headers.STREAM_NEXT_OFFSET, Offset.token(start))
                .header(Headers.STREAM_END_OFFSET, Offset.token(tail));
        if (base64) {
            head.header(BASE64);
        }
    }

    /** Sends a data event, or nothing, and the control event behind it; takes over the data. */
    void write(ByteBuf data, byte[] control, Runnable drained) {
        open();
        body.write(join(data, control), drained);
    }

    void end() {
        open();
        body.end();
    }

    /** Answers with {@code response} if nothing was sent yet, else ends what was begun. */
    void fail(Response response) {
        if (body == Unopened.BODY) {
            exchange.reply(response);
        } else {
            body.end();
        }
    }

    private void open() {
        if (body == Unopened.BODY) {
            body = exchange.stream(head, -1);
        }
    }

    private ByteBuf join(ByteBuf data, byte[] control) {
        var dataBytes = data.readableBytes();
        if (dataBytes > COPIED_BYTES_MAX) {
            // Direct like the data: with a heap array among them Netty would copy all of it.
            var end = exchange.allocator().directBuffer(control.length).writeBytes(control);
            return exchange.allocator()
                    .compositeDirectBuffer(2)
                    .addComponent(true, data)
                    .addComponent(true, end);
        }
        var frame = exchange.allocator().buffer(dataBytes + control.length);
        frame.writeBytes(data).writeBytes(control);
        data.release();
        return frame;
    }

    /** Stands for a body that has not begun. */
    private enum Unopened implements BodyWriter {
        BODY;

        @Override
        public void write(ByteBuf frame, Runnable drained) {
            throw new IllegalStateException("the body was not opened");
        }

        @Override
        public void end() {
            throw new IllegalStateException("the body was not opened");
        }

        @Override
        public boolean open() {
            return false;
        }
    }
}
