package dev.streamslocal.engine.http;

import dev.streamslocal.protocol.Limits;

/** The bounds of the HTTP side; tests make them short. Immutable: each setter returns a copy. */
public final class HttpLimits implements Cloneable {

    private static final HttpLimits DEFAULTS = new HttpLimits();

    private long headMillis = Limits.HEAD_MILLIS;
    private long bodyIdleMillis = Limits.BODY_IDLE_MILLIS;
    private long requestMillis = Limits.REQUEST_MILLIS;
    private long stallMillis = Limits.STALL_MILLIS;
    private long closeGraceMillis = 1_000;
    private long intakeBytesMax = 96L << 20;
    private long answerBytesMax = 64L << 20;
    private int pipelineMax = 128;

    private HttpLimits() {}

    public static HttpLimits defaults() {
        return DEFAULTS;
    }

    /** A request head has to be whole so long after its first byte. */
    public long headMillis() {
        return headMillis;
    }

    /** Longest pause between two bytes of a body. */
    public long bodyIdleMillis() {
        return bodyIdleMillis;
    }

    /** From the last byte of the body to the answer, unless the exchange sets another limit. */
    public long requestMillis() {
        return requestMillis;
    }

    /** An answer of which the socket takes no byte for so long cuts the connection. */
    public long stallMillis() {
        return stallMillis;
    }

    /** What answers under way get when the server closes. */
    public long closeGraceMillis() {
        return closeGraceMillis;
    }

    /** How long input is still drained after an answer that ends the connection in the middle of a request. */
    public long lingerMillis() {
        return 1_000;
    }

    /** Bytes of all bodies that are being received. */
    public long intakeBytesMax() {
        return intakeBytesMax;
    }

    /** Bytes of answers under way, for pages and for the events of live connections each. */
    public long answerBytesMax() {
        return answerBytesMax;
    }

    /** Requests of one connection that may wait for their answers; above it the socket is not read. */
    public int pipelineMax() {
        return pipelineMax;
    }

    /** Limits for head, body and answer. */
    public HttpLimits withTimes(long head, long bodyIdle, long request) {
        HttpLimits limits = copy();
        limits.headMillis = atLeast(1, head);
        limits.bodyIdleMillis = atLeast(1, bodyIdle);
        limits.requestMillis = atLeast(1, request);
        return limits;
    }

    public HttpLimits withStallMillis(long value) {
        HttpLimits limits = copy();
        limits.stallMillis = atLeast(1, value);
        return limits;
    }

    public HttpLimits withCloseGraceMillis(long value) {
        HttpLimits limits = copy();
        limits.closeGraceMillis = atLeast(0, value);
        return limits;
    }

    public HttpLimits withIntakeBytesMax(long value) {
        HttpLimits limits = copy();
        limits.intakeBytesMax = atLeast(0, value);
        return limits;
    }

    public HttpLimits withAnswerBytesMax(long value) {
        HttpLimits limits = copy();
        limits.answerBytesMax = atLeast(0, value);
        return limits;
    }

    public HttpLimits withPipelineMax(int value) {
        HttpLimits limits = copy();
        limits.pipelineMax = (int) atLeast(1, value);
        return limits;
    }

    private static long atLeast(long least, long value) {
        if (value < least) {
            throw new IllegalArgumentException(value + " is less than " + least);
        }
        return value;
    }

    private HttpLimits copy() {
        try {
            return (HttpLimits) clone();
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException(e);
        }
    }
}
