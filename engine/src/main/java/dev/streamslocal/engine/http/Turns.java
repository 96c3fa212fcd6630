package dev.streamslocal.engine.http;

import java.util.ArrayDeque;
import java.util.Optional;

/**
 * Holds pipelined requests back while those before them are under way and could still change what they see (RFC 9112 §9.3.2). Confined to
 * the event loop of its connection.
 *
 * <p>Safe requests run beside safe ones. POST runs beside POST, since appends are taken in the order in which they are handed on, and a
 * client that pipelines them wants them in one commit. Everything else waits for its turn.
 */
final class Turns {

    private enum Kind {
        SAFE,
        APPEND,
        ALONE
    }

    /** A request that has been received and not yet been served. */
    record Turn(Exchange exchange, BodyIntake.Fate fate) {}

    private final ArrayDeque<Turn> held = new ArrayDeque<>(0);
    private Kind running = Kind.SAFE;
    private int underWay;
    private long heldBytes;

    /** Bytes of the bodies that are held back. */
    long heldBytes() {
        return heldBytes;
    }

    void add(Exchange exchange, BodyIntake.Fate fate) {
        heldBytes += exchange.request().waitingBytes();
        held.add(new Turn(exchange, fate));
    }

    /** The next request to serve, if one may be; it is under way from now on. */
    Optional<Turn> next() {
        Turn turn = held.peek();
        if (turn == null) {
            return Optional.empty();
        }
        Kind kind = kind(turn.exchange().request().method());
        if (underWay > 0 && (kind == Kind.ALONE || kind != running)) {
            return Optional.empty();
        }
        running = kind;
        underWay++;
        held.remove();
        heldBytes -= turn.exchange().request().waitingBytes();
        return Optional.of(turn);
    }

    /** A request that was under way is answered. */
    void done() {
        underWay--;
    }

    void clear() {
        held.clear();
        heldBytes = 0;
    }

    private static Kind kind(Method method) {
        return switch (method) {
            case GET, HEAD, OPTIONS -> Kind.SAFE;
            case POST -> Kind.APPEND;
            case PUT, DELETE, OTHER -> Kind.ALONE;
        };
    }
}
