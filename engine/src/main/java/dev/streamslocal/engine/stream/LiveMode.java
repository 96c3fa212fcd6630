package dev.streamslocal.engine.stream;

import dev.streamslocal.protocol.ProtocolException;

/** Whether and how a reader waits for more. */
enum LiveMode {
    CATCH_UP,
    LONG_POLL,
    SSE;

    static LiveMode parse(String parameter) {
        return switch (parameter) {
            case "", "false", "0" -> CATCH_UP;
            case "long-poll", "true", "1" -> LONG_POLL;
            case "sse" -> SSE;
            default -> throw ProtocolException.badRequest("invalid live mode");
        };
    }
}
