package dev.streamslocal.fuzz;

import java.util.function.Supplier;

/** What a target says when the product does not do what it should. */
public final class Finding extends AssertionError {
    private static final long serialVersionUID = 1;

    private Finding(String message) {
        super(message);
    }

    public static void unless(boolean right, String message) {
        if (!right) {
            throw new Finding(message);
        }
    }

    /** The same with a message that costs something to make. */
    public static void unless(boolean right, Supplier<String> message) {
        if (!right) {
            throw new Finding(message.get());
        }
    }

    public static void unlessEqual(Object actual, Object expected, String what) {
        if (!actual.equals(expected)) {
            throw new Finding(what + ": <" + actual + "> instead of <" + expected + ">");
        }
    }
}
