package dev.streamslocal.protocol;

/** Says that a client sent something malformed; carries the answer it gets and, being expected, no stack trace. */
public final class ProtocolException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final transient Problem problem;

    public ProtocolException(Problem problem) {
        super(problem.message(), null, false, false);
        this.problem = problem;
    }

    /** 400 {@code bad_request} with this message. */
    public static ProtocolException badRequest(String message) {
        return new ProtocolException(Problem.badRequest(message));
    }

    public Problem problem() {
        return problem;
    }
}
