package dev.streamslocal.engine;

import dev.streamslocal.engine.StartException.Fault;
import java.util.regex.Pattern;

/**
 * Name of a server, which is also the name of its data directory (contract 50 §1.1).
 *
 * {@snippet class="dev.streamslocal.engine.examples.ServerExamplesIT" region="name"}
 */
public record ServerName(String text) {
    private static final Pattern ALLOWED = Pattern.compile("[A-Za-z0-9._-]+");

    public static final ServerName DEFAULT = new ServerName("default");

    public ServerName {
        // "." and ".." would be the root itself and its parent.
        if (!ALLOWED.matcher(text).matches() || text.equals(".") || text.equals("..")) {
            throw invalid(text);
        }
    }

    /**
     * The name without outer white space; {@code default} when nothing is left.
     *
     * @throws StartException for any other text that is no name
     */
    public static ServerName of(String text) {
        var trimmed = text.strip();
        if (trimmed.isEmpty()) {
            return DEFAULT;
        }
        try {
            return new ServerName(trimmed);
        } catch (StartException e) {
            throw invalid(text);
        }
    }

    private static StartException invalid(String text) {
        return new StartException(Fault.OPTION, "invalid server name: " + text);
    }

    @Override
    public String toString() {
        return text;
    }
}
