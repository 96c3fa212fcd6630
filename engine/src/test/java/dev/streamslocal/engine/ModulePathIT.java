package dev.streamslocal.engine;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.lang.module.Configuration;
import java.lang.module.FindException;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReference;
import java.lang.module.ResolvedModule;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarFile;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A program of modules embeds the server: javac and java see what is built, on the module path alone. */
@Timeout(180)
class ModulePathIT {
    private static final String ENGINE = "dev.streamslocal.engine";

    private static final String MODULE = """
            module tiny {
                requires dev.streamslocal.engine;
                requires java.net.http;
            }
            """;

    private static final String PROGRAM = """
            package tiny;

            import dev.streamslocal.engine.*;
            import dev.streamslocal.engine.stream.TailReader;
            import dev.streamslocal.protocol.*;
            import dev.streamslocal.storage.*;
            import java.net.URI;
            import java.net.http.*;
            import java.nio.file.Path;
            import java.util.*;
            import java.util.concurrent.*;

            public final class Main implements TailReader.Sink {
                private static final BlockingQueue<Integer> HEARD = new LinkedBlockingQueue<>();

                public static void main(String[] root) throws Exception {
                    var options = ServerOptions.builder()
                            .dataRoot(new DataRoot(Path.of(root[0])))
                            .environment(Map.of())
                            .durability(Durability.OFF)
                            .build();
                    try (var server = LocalStreamsServer.start(options); var client = HttpClient.newHttpClient()) {
                        var url = URI.create(server.exports().url() + "/v1/stream/a");
                        var put = HttpRequest.newBuilder(url)
                                .header("Content-Type", "application/json")
                                .PUT(HttpRequest.BodyPublishers.ofString("[1,2]"));
                        client.send(put.build(), HttpResponse.BodyHandlers.discarding());
                        var get = HttpRequest.newBuilder(url).build();
                        System.out.println("read " + client.send(get, HttpResponse.BodyHandlers.ofString()).body());
                        System.out.println("sockets " + sockets());
                    }
                    try (var streams = LocalStreams.open(options)) {
                        streams.tail("a", 0, new Main());
                        System.out.println("tail " + HEARD.poll(20, TimeUnit.SECONDS));
                        var entries = switch (streams.read("a", 1).join()) {
                            case Page page -> page.entries();
                            default -> -1;
                        };
                        System.out.println("page " + entries);
                    }
                    System.out.println("named " + LocalStreams.class.getModule().isNamed());
                }

                /** By what the event loops wait: they are looked at until one does. */
                private static String sockets() {
                    while (true) {
                        for (var thread : Thread.getAllStackTraces().entrySet()) {
                            for (var frame : thread.getValue()) {
                                var name = frame.getClassName();
                                if (thread.getKey().getName().startsWith("streams-http")
                                        && (name.startsWith("io.netty.channel.epoll.")
                                                || name.startsWith("io.netty.channel.nio."))) {
                                    return name.split("[.]")[3];
                                }
                            }
                        }
                    }
                }

                @Override
                public void page(Page page) {
                    HEARD.add(page.entries());
                }

                @Override
                public void end(TailReader.End why) {}
            }
            """;

    private static final String INTRUDER = """
            package tiny;

            final class Intruder {
                dev.streamslocal.engine.http.HttpServer server;
            }
            """;

    @TempDir
    Path directory;

    private Path sources;
    private Path classes;

    @BeforeEach
    void writeProgram() throws IOException {
        classes = directory.resolve("classes");
        sources = Files.createDirectories(directory.resolve("sources").resolve("tiny"));
        Files.writeString(directory.resolve("sources").resolve("module-info.java"), MODULE);
        Files.writeString(sources.resolve("Main.java"), PROGRAM);
    }

    @Test
    void program_startsAServerAndReadsWithoutOne() throws Exception {
        assertThat(compile()).isEmpty();
        assertThat(run(List.of()))
                .contains("read [1,2]", "sockets nio", "tail 2", "page 1", "named true")
                .endsWith("exit 0");
    }

    @Test
    @EnabledOnOs(value = OS.LINUX, architectures = "amd64")
    void program_thatAddsTheLibraryOfEpoll_usesIt() throws Exception {
        assertThat(compile()).isEmpty();
        assertThat(run(List.of("--add-modules", "io.netty.transport.epoll.linux.x86_64")))
                .contains("read [1,2]", "sockets epoll")
                .endsWith("exit 0");
    }

    @Test
    void program_cannotReachBehindTheDoor() throws IOException {
        Files.writeString(sources.resolve("Intruder.java"), INTRUDER);
        assertThat(compile()).contains("package dev.streamslocal.engine.http is not visible");
    }

    @Test
    void modules_areNamedByTheirAuthors() {
        assertThat(resolved()
                        .map(ResolvedModule::reference)
                        .filter(each -> each.descriptor().isAutomatic()))
                .as("a name made from that of a file would change with it")
                .allMatch(ModulePathIT::isNamedInItsManifest);
    }

    private static boolean isNamedInItsManifest(ModuleReference module) {
        try (var jar = new JarFile(Path.of(module.location().orElseThrow()).toFile())) {
            return jar.getManifest().getMainAttributes().getValue("Automatic-Module-Name") != null;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What javac says. */
    private String compile() {
        var told = new StringWriter();
        var javac = ToolProvider.findFirst("javac").orElseThrow();
        try (var out = new PrintWriter(told);
                var files = Files.walk(directory.resolve("sources"))) {
            var named = files.filter(file -> file.toString().endsWith(".java")).map(Path::toString);
            var options = Stream.of("-p", modulePath(), "-d", classes.toString());
            javac.run(out, out, Stream.concat(options, named).toArray(String[]::new));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return told.toString();
    }

    /** What the program prints, and how it ends. */
    private String run(List<String> options) throws IOException, InterruptedException {
        var output = directory.resolve("output");
        var command = Stream.of(
                        List.of(Path.of(System.getProperty("java.home"), "bin", "java")
                                .toString()),
                        options,
                        List.of("--enable-native-access=org.xerial.sqlitejdbc,io.netty.common"),
                        List.of("-p", modulePath() + File.pathSeparator + classes, "-m", "tiny/tiny.Main"),
                        List.of(directory.resolve("data").toString()))
                .flatMap(List::stream)
                .toList();
        var process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            assertThat(process.waitFor(120, TimeUnit.SECONDS)).as("ends").isTrue();
        } finally {
            process.destroyForcibly();
        }
        return Files.readString(output) + "exit " + process.exitValue();
    }

    private static String modulePath() {
        var natives = finder().findAll().stream()
                .filter(each -> each.descriptor().name().startsWith("io.netty.transport.epoll."));
        return Stream.concat(resolved().map(ResolvedModule::reference), natives)
                .map(each -> Path.of(each.location().orElseThrow()).toString())
                .distinct()
                .collect(joining(File.pathSeparator));
    }

    /** The engine and all that it requires, of what this test runs with. */
    private static Stream<ResolvedModule> resolved() {
        var boot = ModuleLayer.boot().configuration();
        return Configuration.resolve(finder(), List.of(boot), ModuleFinder.of(), Set.of(ENGINE)).modules().stream();
    }

    private static ModuleFinder finder() {
        var entries = System.getProperty("java.class.path").split(File.pathSeparator, -1);
        return ModuleFinder.of(Arrays.stream(entries)
                .filter(entry -> !entry.isEmpty())
                .map(Path::of)
                .filter(ModulePathIT::isModule)
                .toArray(Path[]::new));
    }

    private static boolean isModule(Path entry) {
        try {
            return Files.exists(entry) && !ModuleFinder.of(entry).findAll().isEmpty();
        } catch (FindException e) {
            return false;
        }
    }
}
