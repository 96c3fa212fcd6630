package dev.streamslocal.protocol;

import java.util.Optional;

/** The {@code Stream-Seq} header: opaque text that a writer makes ever greater, bytewise (contract 10 §5.2). */
public final class StreamSeq {

    /** No header. */
    public static final String NONE = "";

    private StreamSeq() {}

    /**
     * The trimmed text, {@link #NONE} without the header.
     *
     * @throws ProtocolException 400 {@code invalid Stream-Seq} when it is there but empty
     */
    public static String parse(Optional<String> header) {
        if (header.isEmpty()) {
            return NONE;
        }
        String text = header.get().strip();
        if (text.isEmpty()) {
            throw ProtocolException.badRequest("invalid Stream-Seq");
        }
        return text;
    }
}
