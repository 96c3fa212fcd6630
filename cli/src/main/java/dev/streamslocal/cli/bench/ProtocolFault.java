package dev.streamslocal.cli.bench;

/** An answer that is no HTTP. */
final class ProtocolFault extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ProtocolFault(String message) {
        super(message);
    }
}
