package dev.streamslocal.engine.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.LastHttpContent;
import java.util.List;

/** Netty's request decoder behind a {@link HeadScan}. Confined to the event loop of its connection. */
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

    StrictRequestDecoder() {
        super(new HttpDecoderConfig()
                .setMaxInitialLineLength(REQUEST_LINE_BYTES_MAX)
                .setMaxHeaderSize(HEAD_BYTES_MAX)
                .setMaxChunkSize(PIECE_BYTES_MAX)
                .setStrictLineParsing(true)
                .setUseRfc9112TransferEncoding(true)
                .setHeadersFactory(RequestFields.FACTORY));
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
        } else {
            decodeHead(ctx, buffer, out);
        }
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
