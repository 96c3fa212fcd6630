package dev.streamslocal.engine.junit;

import dev.streamslocal.engine.DataRoot;
import dev.streamslocal.engine.LocalStreamsServer;
import dev.streamslocal.engine.ServerOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;

/** A server in a data root of its own, which goes with it. */
final class FreshServer implements AutoCloseable {
    private final Path root;
    private final LocalStreamsServer server;
    private final TestStreams streams;

    private FreshServer(Path root, LocalStreamsServer server) {
        this.root = root;
        this.server = server;
        this.streams = new TestStreams(server);
    }

    static FreshServer start(StreamsServer wanted) {
        var variables = variables(wanted);
        var root = temporaryDirectory();
        try {
            return new FreshServer(root, LocalStreamsServer.start(options(wanted, root, variables)));
        } catch (RuntimeException | Error e) {
            deleteTree(root);
            throw e;
        }
    }

    TestStreams streams() {
        return streams;
    }

    @Override
    public void close() {
        try {
            server.close();
        } finally {
            deleteTree(root);
        }
    }

    private static ServerOptions options(StreamsServer wanted, Path root, Map<String, String> variables) {
        return ServerOptions.builder()
                .name(wanted.name())
                .durability(wanted.durability())
                .dataRoot(new DataRoot(root))
                .environment(variables)
                .warnings(FreshServer::refuse)
                .build();
    }

    private static Map<String, String> variables(StreamsServer wanted) {
        var variables = new HashMap<String, String>();
        for (var setting : wanted.variables()) {
            var equals = setting.indexOf('=');
            if (equals < 1) {
                throw new ExtensionConfigurationException("a variable must read NAME=value: " + setting);
            }
            variables.put(setting.substring(0, equals), setting.substring(equals + 1));
        }
        return variables;
    }

    // The variables are written into the test, so that an unknown one is a mistake in it.
    private static void refuse(String warning) {
        throw new ExtensionConfigurationException(warning);
    }

    private static Path temporaryDirectory() {
        try {
            return Files.createTempDirectory("streams-test-");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void deleteTree(Path root) {
        try (var walk = Files.walk(root)) {
            for (var path : walk.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
