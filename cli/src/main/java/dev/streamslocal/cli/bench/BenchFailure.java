package dev.streamslocal.cli.bench;

/** The run cannot go on: the server is not there, or does not do what is needed before the load. */
final class BenchFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    BenchFailure(String message) {
        super(message);
    }
}
