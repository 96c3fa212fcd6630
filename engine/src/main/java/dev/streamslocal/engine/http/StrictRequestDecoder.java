package dev.streamslocal.engine.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.LastHttpContent;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * Netty's request decoder behind a {@link HeadScan}. Confined to the event loop of its connection.
 *
 * <p>What has been read while the connection has no room stays here as bytes: the requests that it makes would take many times as much.
 */
final class StrictRequestDecoder extends HttpRequestDecoder {

    /** Passed on once instead of a request when the head is malformed; nothing follows it. */
    static final Object MALFORMED_HEAD = new Object();

    private static final int REQUEST_LINE_BYTES_MAX = 16 << 10;
    private static final int HEAD_BYTES_MAX = 32 << 10;
    /** One piece per read: the decoder never waits for a whole piece. */
    private static final int PIECE_BYTES_MAX = 1 << 20;

    private final HeadScan scan = new HeadScan();
    /** Bytes behind the reader index that the scan has seen. */
    private int scanned;

    private boolean inBody;
    private boolean malformed;

    private BooleanSupplier full = () -> false;
    private boolean holding;
    private boolean inputEnded;

    StrictRequestDecoder() {
        super(new HttpDecoderConfig()
                .setMaxInitialLineLength(REQUEST_LINE_BYTES_MAX)
                .setMaxHeaderSize(HEAD_BYTES_MAX)
                .setMaxChunkSize(PIECE_BYTES_MAX)
                .setStrictLineParsing(true)
                .setUseRfc9112TransferEncoding(true)
                .setHeadersFactory(RequestFields.FACTORY));
    }

    /** Begins no request as long as there is no room for it. */
    void holdBackWhile(BooleanSupplier noRoom) {
        full = noRoom;
    }

    /** Whether bytes wait for room; nothing wakes them but {@link #goOn} or more of them. */
    boolean holding() {
        return holding;
    }

    /** Whether bytes are left that came before the end of the input, at which the connection has still to hear of it again. */
    boolean finishing() {
        return inputEnded;
    }

    /** There is room again. */
    void goOn(ChannelPipeline pipeline) {
        pipeline.fireChannelRead(Unpooled.EMPTY_BUFFER);
        pipeline.fireChannelReadComplete();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object input) throws Exception {
        super.channelRead(ctx, input);
        if (inputEnded && !holding) {
            inputEnded = false;
            super.userEventTriggered(ctx, ChannelInputShutdownEvent.INSTANCE);
        }
    }

    /** At the end of the input the decoder forgets what it has: what is held back comes first, and the connection hears of the end twice. */
    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) throws Exception {
        if (holding && event instanceof ChannelInputShutdownEvent) {
            inputEnded = true;
            ctx.fireUserEventTriggered(event);
        } else {
            super.userEventTriggered(ctx, event);
        }
    }

    /** Whether a request head has begun and is not whole yet. */
    boolean midHead() {
        return !inBody && !malformed && scan.started();
    }

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf buffer, List<Object> out) throws Exception {
        if (malformed) {
            buffer.skipBytes(buffer.readableBytes());
        } else if (inBody) {
            super.decode(ctx, buffer, out);
            inBody = out.isEmpty() || !(out.getLast() instanceof LastHttpContent);
        } else if (!heldBack(ctx)) {
            decodeHead(ctx, buffer, out);
        }
    }

    private boolean heldBack(ChannelHandlerContext ctx) {
        holding = full.getAsBoolean();
        if (holding) {
            // Now, and not when this burst has been read: it may be as long as all that the system has taken in.
            ctx.channel().config().setAutoRead(false);
        }
        return holding;
    }

    /** The decoder reads the protocol in any case; its name is in capitals (RFC 9112 §2.3). */
    @Override
    protected HttpMessage createMessage(String[] line) throws Exception {
        if (!line[2].startsWith("HTTP/")) {
            throw new IllegalArgumentException("not a version of HTTP: " + line[2]);
        }
        return super.createMessage(line);
    }

    /** Without a length or a coding there is no body (RFC 9112 §6.3); the decoder alone would find one of 8 bytes behind a WebSocket draft. */
    @Override
    protected boolean isContentAlwaysEmpty(HttpMessage message) {
        HttpHeaders headers = message.headers();
        return !headers.contains(HttpHeaderNames.CONTENT_LENGTH)
                && !headers.contains(HttpHeaderNames.TRANSFER_ENCODING);
    }

    private void decodeHead(ChannelHandlerContext ctx, ByteBuf buffer, List<Object> out) throws Exception {
        if (!scanned(buffer)) {
            malformed = true;
            buffer.skipBytes(buffer.readableBytes());
            out.add(MALFORMED_HEAD);
            return;
        }
        int before = buffer.readerIndex();
        super.decode(ctx, buffer, out);
        scanned = Math.max(0, scanned - (buffer.readerIndex() - before));
        if (!out.isEmpty()) {
            scanned = 0;
            scan.reset();
            inBody = out.getLast() instanceof HttpRequest && !(out.getLast() instanceof LastHttpContent);
        }
    }

    private boolean scanned(ByteBuf buffer) {
        if (scan.done()) {
            return true;
        }
        int from = buffer.readerIndex() + scanned;
        int end = buffer.forEachByte(from, buffer.writerIndex() - from, scan);
        scanned = (end < 0 ? buffer.writerIndex() : end + 1) - buffer.readerIndex();
        return !scan.fault();
    }
}
