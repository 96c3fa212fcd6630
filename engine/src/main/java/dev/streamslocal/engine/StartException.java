package dev.streamslocal.engine;

/**
 * Says why a server could not be started; the message is fit to be shown to whoever started it.
 *
 * {@snippet class="dev.streamslocal.engine.examples.ServerExamplesIT" region="failure"}
 */
public final class StartException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** What the start failed on. */
    public enum Fault {
        /** The server of this name runs already, or is starting. */
        LOCKED,
        /** An option or an environment variable has a value that cannot be used. */
        OPTION,
        /** The address cannot be listened on. */
        ADDRESS,
        /** The database cannot be used. */
        DATABASE,
        /** The data directory cannot be used. */
        DIRECTORY,
        /** The process of the server cannot be signalled. */
        PROCESS
    }

    private final Fault fault;

    StartException(Fault fault, String message) {
        super(message);
        this.fault = fault;
    }

    /** Tells what the cause tells. */
    StartException(Fault fault, RuntimeException cause) {
        this(fault, String.valueOf(cause.getMessage()), cause);
    }

    StartException(Fault fault, String message, Throwable cause) {
        super(message, cause);
        this.fault = fault;
    }

    public Fault fault() {
        return fault;
    }
}
