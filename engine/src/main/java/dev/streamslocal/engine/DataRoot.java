package dev.streamslocal.engine;

import dev.streamslocal.engine.StartException.Fault;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;

/**
 * The directory with one sub-directory per server name.
 *
 * {@snippet class="dev.streamslocal.engine.examples.ServerExamplesIT" region="root"}
 */
public record DataRoot(Path path) {
    private static final String VARIABLE = "DS_LOCAL_DATA_ROOT";

    public DataRoot {
        path = path.toAbsolutePath().normalize();
    }

    /**
     * The root that this machine and environment name (contract 50 §1.2).
     *
     * @throws StartException if what they name is no path
     */
    public static DataRoot of(Map<String, String> environment) {
        return of(environment, System.getProperty("os.name", ""), System.getProperty("user.home", ""));
    }

    static DataRoot of(Map<String, String> environment, String system, String userHome) {
        var named = environment.getOrDefault(VARIABLE, "");
        if (!named.isBlank()) {
            return new DataRoot(path(VARIABLE, named));
        }
        var home = orElse(environment.getOrDefault("HOME", ""), userHome);
        var lower = system.toLowerCase(Locale.ROOT);
        if (lower.startsWith("mac")) {
            return new DataRoot(path("HOME", home)
                    .resolve(Path.of("Library", "Application Support", "prisma-dev-nodejs", "durable-streams")));
        }
        if (lower.startsWith("windows")) {
            // There a HOME comes from a Unix-like shell and is not the user's home.
            var local = environment.getOrDefault("LOCALAPPDATA", "");
            var base = local.isEmpty() ? Path.of(userHome, "AppData", "Local") : path("LOCALAPPDATA", local);
            return new DataRoot(base.resolve(Path.of("prisma-dev-nodejs", "Data", "durable-streams")));
        }
        var data = environment.getOrDefault("XDG_DATA_HOME", "");
        var base =
                data.isEmpty() ? path("HOME", home).resolve(Path.of(".local", "share")) : path("XDG_DATA_HOME", data);
        return new DataRoot(base.resolve(Path.of("prisma-dev-nodejs", "durable-streams")));
    }

    ServerDirectory directory(ServerName name) {
        return new ServerDirectory(path.resolve(name.text()));
    }

    /** Not every text is a path: where the locale says ASCII, none with another character is. */
    private static Path path(String variable, String text) {
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            throw new StartException(Fault.OPTION, "invalid " + variable + ": " + text + " (" + e.getReason() + ")", e);
        }
    }

    private static String orElse(String text, String fallback) {
        return text.isEmpty() ? fallback : text;
    }
}
