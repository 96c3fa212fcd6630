package dev.streamslocal.engine;

import dev.streamslocal.engine.StartException.Fault;
import dev.streamslocal.engine.http.ApiKey;
import dev.streamslocal.engine.http.HttpLimits;
import dev.streamslocal.storage.Durability;
import dev.streamslocal.storage.IoReason;
import dev.streamslocal.storage.LockTiming;
import dev.streamslocal.storage.PrivateFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * How a server is started.
 *
 * {@snippet class="dev.streamslocal.engine.examples.ServerExamplesIT" region="options"}
 *
 * @param port 0 for any free one
 * @param allowHosts further values of {@code Host} that are served
 * @param allowOrigins further origins whose requests are served
 * @param allowRemote lets the server listen beyond loopback
 * @param apiKey what clients have to show
 * @param durability what survives a power cut
 * @param environment the variables of contract 50 §7.2
 * @param clock wall clock
 * @param requestLog takes a line for each request, see {@link Builder#requestLog}
 * @param warnings takes lines meant for the operator
 * @param onLockLost told, after the server has stopped itself, that another process took its data directory
 * @param closeGrace what answers under way get when the server closes; what is not sent by then is cut
 */
public record ServerOptions(
        ServerName name,
        String hostname,
        int port,
        DataRoot dataRoot,
        List<String> allowHosts,
        List<String> allowOrigins,
        boolean allowRemote,
        ApiKey apiKey,
        Durability durability,
        Map<String, String> environment,
        InstantSource clock,
        LockTiming lockTiming,
        Optional<Consumer<String>> requestLog,
        Consumer<String> warnings,
        Consumer<String> onLockLost,
        Duration closeGrace) {
    private static final String LOOPBACK = "127.0.0.1";
    private static final int PORT_MAX = 65_535;
    private static final Duration CLOSE_GRACE_MAX = Duration.ofHours(24);
    private static final String KEY_VARIABLE = "DS_API_KEY";

    public ServerOptions {
        if (closeGrace.isNegative() || closeGrace.compareTo(CLOSE_GRACE_MAX) > 0) {
            throw new StartException(Fault.OPTION, "invalid close grace: " + closeGrace + " (0 to 24 hours)");
        }
        allowHosts = List.copyOf(allowHosts);
        allowOrigins = List.copyOf(allowOrigins);
        environment = withoutKey(environment);
    }

    /** The server {@code default} on 127.0.0.1 and a free port, with the environment of this process. */
    public static ServerOptions defaults() {
        return builder().build();
    }

    public static Builder builder() {
        return new Builder();
    }

    /** A secret stays in one place, out of what is handed on and out of what is printed. */
    private static Map<String, String> withoutKey(Map<String, String> environment) {
        var rest = new HashMap<>(environment);
        rest.remove(KEY_VARIABLE);
        return Map.copyOf(rest);
    }

    /** One line that names the durability and says what it means. */
    public String durabilityNotice() {
        return "[durability] " + durability.word() + ": " + durability.meaning();
    }

    /**
     * Makes the directory of the server, as its owner's alone, if it is not there.
     *
     * @throws StartException if it cannot be made
     */
    public void prepareDirectory() {
        try {
            PrivateFiles.createDirectories(directory().path());
        } catch (IOException e) {
            throw new StartException(
                    Fault.DIRECTORY, "cannot make " + IoReason.of(directory().path(), e), e);
        }
    }

    /** Where the log of a server lies that runs without a terminal. */
    public Path logFile() {
        return directory().log();
    }

    ServerDirectory directory() {
        return dataRoot.directory(name);
    }

    /** Collects options; every one has a default. */
    public static final class Builder {
        private ServerName name = ServerName.DEFAULT;
        private String hostname = LOOPBACK;
        private int port;
        private final List<DataRoot> dataRoot = new ArrayList<>();
        private final List<String> allowHosts = new ArrayList<>();
        private final List<String> allowOrigins = new ArrayList<>();
        private boolean allowRemote;
        private Optional<ApiKey> apiKey = Optional.empty();
        private Durability durability = Durability.FULL;
        private Map<String, String> environment = System.getenv();
        private InstantSource clock = InstantSource.system();
        private LockTiming lockTiming = LockTiming.SHARED;
        private Optional<Consumer<String>> requestLog = Optional.empty();
        private Consumer<String> warnings = System.err::println;
        private Consumer<String> onLockLost = reason -> {};
        private Duration closeGrace = Duration.ofMillis(HttpLimits.defaults().closeGraceMillis());

        private Builder() {}

        /**
         * Name of the server; blank is {@code default}.
         *
         * @throws StartException if this is no server name
         */
        public Builder name(String value) {
            name = ServerName.of(value);
            return this;
        }

        /** Address or name to listen on, echoed in the URL unchanged; empty is 127.0.0.1. */
        public Builder hostname(String value) {
            hostname = value.isEmpty() ? LOOPBACK : value;
            return this;
        }

        /**
         * Port to listen on, its fraction dropped; 0 or less is any free one.
         *
         * @throws StartException if it is no number or above 65535
         */
        public Builder port(double value) {
            if (Double.isNaN(value) || value > PORT_MAX) {
                throw new StartException(Fault.OPTION, "invalid port: " + value);
            }
            port = (int) Math.max(0, Math.floor(value));
            return this;
        }

        /** Where server directories lie, instead of what the environment says. */
        public Builder dataRoot(DataRoot value) {
            dataRoot.clear();
            dataRoot.add(value);
            return this;
        }

        public Builder allowHosts(List<String> values) {
            allowHosts.addAll(values);
            return this;
        }

        public Builder allowOrigins(List<String> values) {
            allowOrigins.addAll(values);
            return this;
        }

        public Builder allowRemote(boolean value) {
            allowRemote = value;
            return this;
        }

        /**
         * Serves those alone who show this key ({@code Authorization: Bearer KEY}), except {@code /health}; instead of what
         * {@code DS_API_KEY} says.
         *
         * @throws StartException if it is empty or holds anything but visible ASCII characters
         */
        public Builder apiKey(String value) {
            apiKey = Optional.of(key(value, "API key"));
            return this;
        }

        private ApiKey keyOfEnvironment() {
            var value = environment.getOrDefault(KEY_VARIABLE, "").strip();
            return value.isEmpty() ? ApiKey.NONE : key(value, KEY_VARIABLE);
        }

        // The message names no value: it is a secret.
        private static ApiKey key(String value, String source) {
            return ApiKey.of(value)
                    .orElseThrow(() -> new StartException(
                            Fault.OPTION,
                            "invalid " + source + ": it needs visible ASCII characters and nothing else"));
        }

        /** What survives a power cut; {@link Durability#FULL} if not given. */
        public Builder durability(Durability value) {
            durability = value;
            return this;
        }

        /**
         * The same by its word.
         *
         * @throws StartException if there is no such mode
         */
        public Builder durability(String word) {
            return durability(Durability.of(word)
                    .orElseThrow(() -> new StartException(
                            Fault.OPTION, "invalid durability: " + word + " (full, normal or off)")));
        }

        /** Variables to read instead of those of this process. */
        public Builder environment(Map<String, String> value) {
            environment = value;
            return this;
        }

        public Builder clock(InstantSource value) {
            clock = value;
            return this;
        }

        public Builder lockTiming(LockTiming value) {
            lockTiming = value;
            return this;
        }

        /**
         * Takes one line for each request that is done with: time, method, target, status, bytes of the answer, milliseconds; no headers
         * and no bodies. Called on the threads that serve connections, so it may not wait for anything. Without it there is no such log.
         */
        public Builder requestLog(Consumer<String> value) {
            requestLog = Optional.of(value);
            return this;
        }

        public Builder warnings(Consumer<String> value) {
            warnings = value;
            return this;
        }

        public Builder onLockLost(Consumer<String> value) {
            onLockLost = value;
            return this;
        }

        /**
         * What answers under way get when the server closes, 1 s if not given; 0 cuts them at once. Live reads do not wait for it.
         * {@link #build()} refuses a negative one.
         */
        public Builder closeGrace(Duration value) {
            closeGrace = value;
            return this;
        }

        public ServerOptions build() {
            return new ServerOptions(
                    name,
                    hostname,
                    port,
                    dataRoot.isEmpty() ? DataRoot.of(environment) : dataRoot.getFirst(),
                    allowHosts,
                    allowOrigins,
                    allowRemote,
                    apiKey.orElseGet(this::keyOfEnvironment),
                    durability,
                    environment,
                    clock,
                    lockTiming,
                    requestLog,
                    warnings,
                    onLockLost,
                    closeGrace);
        }
    }
}
