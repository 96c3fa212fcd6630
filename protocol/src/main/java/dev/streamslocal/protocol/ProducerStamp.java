package dev.streamslocal.protocol;

import java.util.Optional;

/** What an idempotent producer says of a request, or that no such producer sent it (contract 10 §5.2). */
public sealed interface ProducerStamp {

    ProducerStamp UNSTAMPED = new Unstamped();

    /** The largest epoch and sequence: 2^53-1, what every client can represent. */
    long NUMBER_MAX = (1L << 53) - 1;

    /** No producer headers. */
    record Unstamped() implements ProducerStamp {}

    /**
     * One request of one producer.
     *
     * @param epoch incarnation of the producer
     * @param seq number of the request within its epoch, from 0
     */
    record Stamped(String id, long epoch, long seq) implements ProducerStamp {}

    /**
     * Reads {@code Producer-Id}, {@code Producer-Epoch} and {@code Producer-Seq}.
     *
     * @throws ProtocolException 400 {@code invalid Producer-Id}, {@code missing producer headers} or {@code invalid
     *     producer headers}
     */
    static ProducerStamp parse(Optional<String> id, Optional<String> epoch, Optional<String> seq) {
        if (id.isEmpty() && epoch.isEmpty() && seq.isEmpty()) {
            return UNSTAMPED;
        }
        if (id.orElse("").isBlank()) {
            throw ProtocolException.badRequest("invalid Producer-Id");
        }
        if (epoch.orElse("").isBlank() || seq.orElse("").isBlank()) {
            throw ProtocolException.badRequest("missing producer headers");
        }
        return new Stamped(id.get(), number(epoch.get()), number(seq.get()));
    }

    private static long number(String text) {
        String digits = text.strip();
        if (!Digits.only(digits)) {
            throw invalid();
        }
        long number = Digits.saturated(digits);
        if (number > NUMBER_MAX) {
            throw invalid();
        }
        return number;
    }

    private static ProtocolException invalid() {
        return ProtocolException.badRequest("invalid producer headers");
    }
}
