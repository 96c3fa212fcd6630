package dev.streamslocal.engine.http;

import dev.streamslocal.protocol.Limits;

/**
 * The bounds of the HTTP side; tests make them short.
 *
 * @param headMillis a request head has to be whole so long after its first byte
 * @param bodyIdleMillis longest pause between two bytes of a body
 * @param requestMillis from the last byte of the body to the answer, unless the exchange sets another limit
 * @param stallMillis an answer of which the socket takes no byte for so long cuts the connection
 * @param closeGraceMillis what answers under way get when the server closes
 * @param lingerMillis how long input is still drained after an answer that ends the connection in the middle of a request
 * @param intakeBytesMax bytes of all bodies that are being received
 * @param answerBytesMax bytes of answers under way, for pages and for the events of live connections each
 * @param pipelineMax requests of one connection that may wait for their answers; above it the socket is not read
 */
public record HttpLimits(
        long headMillis,
        long bodyIdleMillis,
        long requestMillis,
        long stallMillis,
        long closeGraceMillis,
        long lingerMillis,
        long intakeBytesMax,
        long answerBytesMax,
        int pipelineMax) {

    private static final long LINGER_MILLIS = 1_000;
    private static final long CLOSE_GRACE_MILLIS = 1_000;
    private static final long INTAKE_BYTES_MAX = 96L << 20;
    private static final long ANSWER_BYTES_MAX = 64L << 20;
    private static final int PIPELINE_MAX = 128;

    public HttpLimits {
        if (headMillis < 1 || bodyIdleMillis < 1 || requestMillis < 1 || stallMillis < 1 || lingerMillis < 1) {
            throw new IllegalArgumentException("a time limit must be positive");
        }
        if (closeGraceMillis < 0 || intakeBytesMax < 0 || answerBytesMax < 0 || pipelineMax < 1) {
            throw new IllegalArgumentException("a bound must not be negative");
        }
    }

    public static HttpLimits defaults() {
        return new HttpLimits(
                Limits.HEAD_MILLIS,
                Limits.BODY_IDLE_MILLIS,
                Limits.REQUEST_MILLIS,
                Limits.STALL_MILLIS,
                CLOSE_GRACE_MILLIS,
                LINGER_MILLIS,
                INTAKE_BYTES_MAX,
                ANSWER_BYTES_MAX,
                PIPELINE_MAX);
    }

    /** The same with other limits for head, body and answer. */
    public HttpLimits withTimes(long headMillis, long bodyIdleMillis, long requestMillis) {
        return new HttpLimits(
                headMillis,
                bodyIdleMillis,
                requestMillis,
                stallMillis,
                closeGraceMillis,
                lingerMillis,
                intakeBytesMax,
                answerBytesMax,
                pipelineMax);
    }

    public HttpLimits withStallMillis(long stallMillis) {
        return new HttpLimits(
                headMillis,
                bodyIdleMillis,
                requestMillis,
                stallMillis,
                closeGraceMillis,
                lingerMillis,
                intakeBytesMax,
                answerBytesMax,
                pipelineMax);
    }

    public HttpLimits withCloseGraceMillis(long closeGraceMillis) {
        return new HttpLimits(
                headMillis,
                bodyIdleMillis,
                requestMillis,
                stallMillis,
                closeGraceMillis,
                lingerMillis,
                intakeBytesMax,
                answerBytesMax,
                pipelineMax);
    }

    public HttpLimits withIntakeBytesMax(long intakeBytesMax) {
        return new HttpLimits(
                headMillis,
                bodyIdleMillis,
                requestMillis,
                stallMillis,
                closeGraceMillis,
                lingerMillis,
                intakeBytesMax,
                answerBytesMax,
                pipelineMax);
    }

    public HttpLimits withPipelineMax(int pipelineMax) {
        return new HttpLimits(
                headMillis,
                bodyIdleMillis,
                requestMillis,
                stallMillis,
                closeGraceMillis,
                lingerMillis,
                intakeBytesMax,
                answerBytesMax,
                pipelineMax);
    }

    public HttpLimits withAnswerBytesMax(long answerBytesMax) {
        return new HttpLimits(
                headMillis,
                bodyIdleMillis,
                requestMillis,
                stallMillis,
                closeGraceMillis,
                lingerMillis,
                intakeBytesMax,
                answerBytesMax,
                pipelineMax);
    }
}
