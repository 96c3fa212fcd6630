package dev.streamslocal.cli;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.streamslocal.engine.NativeLibraries;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;

/**
 * What later starts profit from, made once for a jar and a JDK: the native libraries unpacked into a folder, and a server that is used for
 * a moment while the JVM takes notes for its ahead-of-time cache.
 *
 * <pre>java -XX:AOTCacheOutput=FILE -cp streams-local.jar dev.streamslocal.cli.Rehearsal FOLDER</pre>
 */
public final class Rehearsal {
    private static final int ROUNDS = 400;
    private static final Pattern PORT = Pattern.compile("\"port\": (\\d+)");

    private Rehearsal() {}

    /** Unpacks into the folder that is named, then starts, uses and ends a server on a data root of its own. */
    public static void main(String[] args) throws IOException {
        NativeLibraries.unpack(Path.of(args[0]));
        var root = Files.createTempDirectory("streams-rehearsal-");
        var code = 1;
        try {
            code = startAndUse(root);
        } finally {
            delete(root);
        }
        System.exit(code);
    }

    private static int startAndUse(Path root) {
        var shutdown = new Shutdown();
        var exports = new Printed();
        var environment = Map.of("DS_LOCAL_DATA_ROOT", root.toString());
        var use = exports.text
                .thenAcceptAsync(text -> {
                    use(text);
                    look(environment);
                })
                .whenComplete((done, failure) -> shutdown.end());
        var commands = new Commands(
                environment, Screen.ofProgram(new PrintStream(exports, false, UTF_8), System.err), shutdown);
        var code = commands.run(List.of("start"));
        return use.isCompletedExceptionally() ? 1 : code;
    }

    /** Runs the commands that people call beside a server, but for the one that would end this process. */
    private static void look(Map<String, String> environment) {
        var nowhere = new PrintStream(OutputStream.nullOutputStream(), false, UTF_8);
        var commands = new Commands(environment, Screen.ofProgram(nowhere, System.err), new Shutdown());
        for (var words :
                List.of(List.of("status"), List.of("stop", "--name", "none"), List.of("reset", "--name", "none"))) {
            if (commands.run(words) != 0) {
                throw new IllegalStateException("a command has failed: " + words);
            }
        }
    }

    /** Complete with the first flush. */
    private static final class Printed extends ByteArrayOutputStream {
        private final CompletableFuture<String> text = new CompletableFuture<>();

        @Override
        public void flush() {
            if (size() > 0) {
                text.complete(toString(UTF_8));
            }
        }
    }

    /** Sends the requests of an ordinary session, the frequent ones a few hundred times. */
    private static void use(String exports) {
        var port = PORT.matcher(exports);
        if (!port.find()) {
            throw new IllegalStateException("no port in " + exports);
        }
        try (var socket = new Socket(InetAddress.getByName("127.0.0.1"), Integer.parseInt(port.group(1)))) {
            socket.setTcpNoDelay(true);
            var in = new BufferedInputStream(socket.getInputStream());
            ask(socket, in, "PUT", "/v1/stream/rehearsal", "");
            for (var round = 0; round < ROUNDS; round++) {
                ask(socket, in, "POST", "/v1/stream/rehearsal", "[{\"round\":" + round + "},{\"text\":\"rehearsal\"}]");
                ask(socket, in, "GET", "/v1/stream/rehearsal?offset=-1", "");
                ask(socket, in, "HEAD", "/v1/stream/rehearsal", "");
            }
            ask(socket, in, "GET", "/v1/stream/rehearsal?offset=now&live=long-poll&timeout=1ms", "");
            ask(socket, in, "GET", "/v1/streams", "");
            ask(socket, in, "GET", "/health", "");
            ask(socket, in, "DELETE", "/v1/stream/rehearsal", "");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void ask(Socket socket, InputStream in, String method, String target, String body)
            throws IOException {
        var head = method + " " + target + " HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
                + "Content-Length: " + body.length() + "\r\n\r\n";
        socket.getOutputStream().write((head + body).getBytes(US_ASCII));
        var length = 0;
        for (var line = line(in); !line.isEmpty(); line = line(in)) {
            if (line.startsWith("content-length: ")) {
                length = Integer.parseInt(line.substring(line.indexOf(' ') + 1));
            }
        }
        in.skipNBytes(method.equals("HEAD") ? 0 : length);
    }

    private static String line(InputStream in) throws IOException {
        var line = new StringBuilder();
        for (var next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new EOFException("the server has closed the connection");
            }
            line.append((char) next);
        }
        return line.toString().strip().toLowerCase(Locale.ROOT);
    }

    private static void delete(Path root) throws IOException {
        try (var files = Files.walk(root)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
