package dev.streamslocal.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What every command says about files that are not as they should be (contract 50 §1 to §4). */
@Timeout(60)
class FaultsTest {
    private static final String DATABASE = "durable-streams.sqlite";
    private static final String LONG = "x".repeat(300);

    @TempDir
    Path temporary;

    private Path root;
    private Path directory;
    private Path database;

    @BeforeEach
    void names() {
        use(temporary.resolve("root"));
    }

    private void use(Path dataRoot) {
        root = dataRoot;
        directory = root.resolve("dev");
        database = directory.resolve(DATABASE);
    }

    /** Makes what is not as it should be. */
    private interface Fault {
        void make(Path where) throws IOException;
    }

    // The data root

    static Stream<Named<Fault>> notDirectories() {
        return Stream.of(
                Named.of("file", Files::createFile),
                Named.of("dangling link", path -> Files.createSymbolicLink(path, Path.of("nowhere"))),
                Named.of("link in a circle", path -> Files.createSymbolicLink(path, path.getFileName())));
    }

    @ParameterizedTest
    @MethodSource("notDirectories")
    void rootIsNoDirectory_isSaid_andNothingIsMade(Fault fault) throws IOException {
        fault.make(root);
        cannotStart("cannot lock " + directory.resolve("server.lock") + ": " + root);
        assertThat(Files.isDirectory(root)).isFalse();
        Files.delete(root);
        starts();
    }

    @Test
    void rootBelowAFile_isSaid() throws IOException {
        Files.createFile(root);
        use(root.resolve("below"));
        cannotStart("cannot lock " + directory.resolve("server.lock") + ": " + root);
    }

    @Test
    void rootWithANameThatIsTooLong_isSaid() {
        use(temporary.resolve(LONG));
        cannotStart("cannot lock " + directory.resolve("server.lock") + ": " + root);
        assertThat(temporary).isEmptyDirectory();
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void rootWhereNobodyCanWrite_isSaid() {
        use(Path.of("/proc/streams-local"));
        cannotStart("cannot lock " + directory.resolve("server.lock") + ": " + root);
        run("status").succeeds().says("[]");
        run("reset", "--name", "dev").succeeds();
    }

    private void cannotStart(String beginning) {
        assertThat(run("start", "--name", "dev").failsWith(beginning).err())
                .as("a reason, not a path alone")
                .doesNotEndWith(root + "\n")
                .doesNotEndWith(directory + "\n");
        run("verify", "--name", "dev").failsWith("no database of server dev: " + database);
        run("stop", "--name", "dev").succeeds().says("\"stopped\": false", "\"reason\": \"not_found\"");
        run("status", "--name", "dev").succeeds().says("\"dump\": null", "\"running\": false", "\"stale\": false");
    }

    @Test
    void rootThatIsAFile_isNoEmptyOne_forStatusAndReset() throws IOException {
        Files.createFile(root);
        run("status").failsWith("cannot read " + root + ": Not a directory");
        run("reset", "--name", "dev").failsWith("cannot delete " + directory + ": " + database + ": Not a directory");
    }

    @Test
    void rootThatIsALinkToADirectory_isThatDirectory() throws IOException {
        var real = Files.createDirectory(temporary.resolve("real"));
        Files.createSymbolicLink(root, real);
        starts();
        assertThat(real.resolve("dev").resolve(DATABASE)).isRegularFile();
        run("status").succeeds().says("\"dataDir\": \"" + directory + "\"");
        run("verify", "--name", "dev").succeeds().says("\"ok\": true");
        run("reset", "--name", "dev").succeeds();
        assertThat(real.resolve("dev").resolve(DATABASE)).doesNotExist();
    }

    @Test
    void rootOfTheEnvironment_isTheOneOfTheContract() {
        var home = temporary.resolve("home").toString();
        var data = temporary.resolve("data").toString();
        var tail = "/prisma-dev-nodejs/durable-streams/dev";
        if (OS.LINUX.isCurrentOs()) {
            dataDir(home + "/.local/share" + tail, Map.of("HOME", home));
            dataDir(home + "/.local/share" + tail, Map.of("HOME", home, "XDG_DATA_HOME", ""));
            dataDir(data + tail, Map.of("HOME", home, "XDG_DATA_HOME", data));
            dataDir(data + tail, Map.of("XDG_DATA_HOME", data, "DS_LOCAL_DATA_ROOT", " \t"));
        }
        dataDir(root + "/dev", Map.of("HOME", home, "XDG_DATA_HOME", data, "DS_LOCAL_DATA_ROOT", root.toString()));
        assertThat(temporary).isEmptyDirectory();
    }

    private static void dataDir(String expected, Map<String, String> environment) {
        CommandRun.of(environment, "status", "--name", "dev").succeeds().says("\"dataDir\": \"" + expected + "\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"DS_LOCAL_DATA_ROOT", "XDG_DATA_HOME", "HOME"})
    @EnabledOnOs(OS.LINUX)
    void variableThatIsNoPath_isNamed(String variable) {
        for (var command : List.of("start", "status", "stop", "reset", "verify")) {
            CommandRun.of(Map.of(variable, "/a\0b"), command)
                    .failsWith("invalid " + variable + ": /a\0b (Nul character not allowed)\n");
        }
    }

    // The name

    @ParameterizedTest
    @ValueSource(strings = {".", "..", " .. ", "a/b", "/", "../a", "a\\b", "a\0b", "\u00e4", "a b", "*", "~"})
    void nameThatIsNone_isNamed(String name) throws IOException {
        Files.createDirectory(root);
        for (var command : List.of("start", "status", "stop", "reset", "verify")) {
            run(command, "--name", name).failsWith("invalid server name: " + name + "\n");
        }
        assertThat(root).isEmptyDirectory();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\t"})
    void nameThatIsBlank_isDefault(String name) {
        run("stop", "--name", name).succeeds().says("\"name\": \"default\"");
        run("reset", "--name", name).succeeds().says("\"name\": \"default\"");
        run("verify", "--name", name).failsWith("no database of server default: ");
        run("start", "--name", name).succeeds().says("\"name\": \"default\"");
    }

    @Test
    void nameThatIsTooLong_isSaid() {
        run("start", "--name", LONG)
                .failsWith("cannot lock " + root.resolve(LONG).resolve("server.lock") + ": ");
        run("reset", "--name", LONG).failsWith("cannot delete " + root.resolve(LONG) + ": ");
        run("verify", "--name", LONG).failsWith("no database of server " + LONG + ": ");
        run("stop", "--name", LONG).succeeds().says("\"reason\": \"not_found\"");
        run("status", "--name", LONG).succeeds().says("\"dump\": null");
        run("status").succeeds().says("[]");
    }

    // The directory of the server

    @ParameterizedTest
    @MethodSource("notDirectories")
    void directoryOfTheServerIsNone_isSaid(Fault fault) throws IOException {
        Files.createDirectory(root);
        fault.make(directory);
        cannotStart("cannot lock " + directory.resolve("server.lock") + ": " + directory + ": Not a directory\n");
        run("status").succeeds().says("[]");
        Files.delete(directory);
        starts();
    }

    @ParameterizedTest
    @ValueSource(strings = {"server.lock", "server.owner", "server.owner.tmp", "server.json", DATABASE})
    void directoryInThePlaceOfAFile_stopsTheStart_andIsNamed(String file) throws IOException {
        Files.createDirectories(directory.resolve(file).resolve("below"));
        assertThat(run("start", "--name", "dev").failsWith("cannot ").err())
                .contains(directory.resolve(file).toString());
        assertThat(directory.resolve(file).resolve("below")).isDirectory();
        assertThat(directory.resolve("server.lock.lock")).doesNotExist();
        run("stop", "--name", "dev").succeeds().says("\"reason\": \"not_found\"");
        run("status").succeeds().says("\"dump\": null");
        Files.delete(directory.resolve(file).resolve("below"));
        Files.delete(directory.resolve(file));
        starts();
    }

    // server.json

    @ParameterizedTest
    @MethodSource
    void serverFileThatCannotBeRead_countsAsNone(Fault fault) throws IOException {
        Files.createDirectories(directory);
        fault.make(directory.resolve("server.json"));
        for (var status : List.of(run("status"), run("status", "--name", "dev"))) {
            status.succeeds().says("\"dump\": null", "\"pidAlive\": false", "\"healthy\": false", "\"stale\": false");
        }
        run("stop", "--name", "dev").succeeds().says("\"reason\": \"not_found\"");
        run("reset", "--name", "dev").succeeds().says("\"reset\": true");
        starts();
        assertThat(Files.exists(directory.resolve("server.json"), LinkOption.NOFOLLOW_LINKS))
                .isFalse();
    }

    static Stream<Named<Fault>> serverFileThatCannotBeRead_countsAsNone() {
        return Stream.of(
                text("empty", ""),
                text("truncated", "{\"name\":\"dev\",\"pid\":"),
                text("of another program", "{\"hello\":[1,2]}"),
                text("zeros, as after a power cut", "\0\0\0\0\0\0\0\0"),
                text("deep", "[".repeat(100_000)),
                text("long", "{\"name\":\"" + "x".repeat(1 << 20)),
                Named.of("directory", Files::createDirectory),
                Named.of("dangling link", path -> Files.createSymbolicLink(path, Path.of("nowhere"))),
                Named.of("link in a circle", path -> Files.createSymbolicLink(path, path.getFileName())));
    }

    private static Named<Fault> text(String name, String text) {
        return Named.of(name, path -> Files.writeString(path, text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "%d http://127.0.0.1:1",
                "%d ftp://127.0.0.1:1",
                "%d file:///etc/hostname",
                "%d http://127.0.0.1:99999999",
                "%d http://[::1:1",
                "%d http://a\\u0000b:1",
                "%d no-url",
                "1e300 http://127.0.0.1:1",
                "99999999999999999999999 http://127.0.0.1:1",
                "-1 http://127.0.0.1:1",
                "0 http://127.0.0.1:1",
                "1 http://127.0.0.1:1"
            })
    void serverFileOfAnotherTime_leadsNobodyAstray_andLeavesStrangersAlone(String pidAndUrl) throws Exception {
        var stranger = new ProcessBuilder("sleep", "100").start();
        try {
            var parts = pidAndUrl.replace("%d", Long.toString(stranger.pid())).split(" ");
            Files.createDirectories(directory);
            Files.writeString(
                    directory.resolve("server.json"),
                    "{\"name\":\"dev\",\"pid\":%s,\"http\":{\"port\":1,\"url\":\"%s\"},\"sqlite\":{\"path\":\"/x\"}}"
                            .formatted(parts[0], parts[1]));
            var pidAlive = pidAndUrl.startsWith("%d") || pidAndUrl.startsWith("1 ");
            for (var status : List.of(run("status"), run("status", "--name", "dev"))) {
                status.succeeds().says("\"pidAlive\": " + pidAlive, "\"healthy\": false", "\"stale\": true");
            }
            run("stop", "--name", "dev").succeeds().says("\"stopped\": false", "\"reason\": \"pid_not_running\"");
            run("reset", "--name", "dev").succeeds().says("\"reset\": true");
            starts().says("\"pid\": " + ProcessHandle.current().pid());
            assertThat(directory.resolve("server.json")).doesNotExist();
            assertThat(stranger.isAlive()).isTrue();
        } finally {
            stranger.destroyForcibly();
        }
    }

    /** The number of a server that was killed, given to another process meanwhile. */
    @Test
    void lockOfAProcessThatHasTheNumberOfAnother_isTakenAtOnce() throws Exception {
        var stranger = new ProcessBuilder("sleep", "100").start();
        try {
            var lock = Files.createDirectories(directory.resolve("server.lock.lock"));
            var millis = System.currentTimeMillis();
            Files.setLastModifiedTime(lock, FileTime.fromMillis(millis));
            Files.writeString(
                    directory.resolve("server.owner"),
                    "{\"pid\":%d,\"processStart\":1,\"lockMtimeMs\":%d,\"nextMtimeMs\":%d}"
                            .formatted(stranger.pid(), millis, millis));
            run("reset", "--name", "dev").succeeds().says("\"reset\": true");
            starts();
            assertThat(lock).doesNotExist();
            assertThat(stranger.isAlive()).isTrue();
        } finally {
            stranger.destroyForcibly();
        }
    }

    // The database

    @Test
    void databaseOfTheOriginal_isLeftAsItIs_andTheWayOutIsNamed() throws Exception {
        Files.createDirectories(directory);
        sql("CREATE TABLE schema_version (version INTEGER NOT NULL)");
        sql("INSERT INTO schema_version VALUES (24)");
        sql("CREATE TABLE streams (stream TEXT PRIMARY KEY, next_offset INTEGER)");
        isRefusedAndLeft(database + " is a database of another program; if the original server wrote it,"
                + " `streams import` converts a copy and keeps the original\n");
    }

    @Test
    void databaseOfANewerVersion_isLeftAsItIs() throws Exception {
        starts();
        sql("PRAGMA user_version=99");
        isRefusedAndLeft(database + " has schema version 99, this server knows up to ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x",
                "SQLite format 3\0",
                "no database at all, but long enough to be one: ..............."
                        + "..................................................................................................."
            })
    void databaseThatIsNone_isLeftAsItIs(String text) throws Exception {
        Files.createDirectories(directory);
        Files.writeString(database, text);
        isRefusedAndLeft(database + " is not an SQLite database\n");
    }

    private void isRefusedAndLeft(String beginning) throws IOException {
        var before = Files.readAllBytes(database);
        run("start", "--name", "dev").failsWith(beginning);
        run("verify", "--name", "dev").failsWith(beginning);
        run("status").succeeds().says("\"dump\": null");
        assertThat(database).hasBinaryContent(before);
        try (var left = Files.list(directory)) {
            assertThat(left)
                    .containsOnlyOnce(database)
                    .allMatch(file -> file.equals(database) || file.endsWith("server.lock"));
        }
        run("reset", "--name", "dev").succeeds();
        starts();
    }

    @Test
    void databaseWithoutAByte_isMadeAnew() throws IOException {
        Files.createDirectories(directory);
        Files.createFile(database);
        starts();
        run("verify", "--name", "dev").succeeds().says("\"ok\": true");
    }

    @Test
    void databaseIsALinkToNothing_isNotReplaced() throws IOException {
        var disk = temporary.resolve("disk");
        Files.createDirectories(directory);
        Files.createSymbolicLink(database, disk.resolve(DATABASE));
        run("start", "--name", "dev").failsWith(database + " is a link to nothing\n");
        run("verify", "--name", "dev").failsWith("no database of server dev: " + database);
        assertThat(directory).isDirectoryNotContaining("glob:**/server.lock.lock");

        // The disk is there again.
        CommandRun.of(temporary, "start", "--name", "disk").succeeds();
        starts();
        assertThat(database).isSymbolicLink();
        run("verify", "--name", "dev").succeeds().says("\"ok\": true");
    }

    @Test
    void databaseIsADirectory_isSaidByVerifyAndReset() throws IOException {
        Files.createDirectories(database.resolve("below"));
        run("verify", "--name", "dev").failsWith("there is no database " + database + "\n");
        run("reset", "--name", "dev")
                .failsWith("cannot delete " + directory + ": " + database + ": Directory not empty\n");
        assertThat(database.resolve("below")).isDirectory();
    }

    @Test
    void cacheThatIsALinkElsewhere_isDeletedAndNotFollowed() throws IOException {
        var other = Files.createDirectories(temporary.resolve("other").resolve("deep"))
                .getParent();
        Files.createDirectories(directory);
        Files.createSymbolicLink(directory.resolve("cache"), other);
        run("reset", "--name", "dev").succeeds();
        assertThat(Files.exists(directory.resolve("cache"), LinkOption.NOFOLLOW_LINKS))
                .isFalse();
        assertThat(other.resolve("deep")).isDirectory();
    }

    // What the lines are run with

    private CommandRun run(String... words) {
        return CommandRun.of(root, words);
    }

    /** Nothing is in the way of a start; returns what it has printed. */
    private CommandRun starts() {
        var start = run("start", "--name", "dev", "--no-reuse").succeeds().says("\"name\": \"dev\"");
        assertThat(start.out()).doesNotContain("reused");
        assertThat(directory.resolve("server.lock.lock")).doesNotExist();
        return start;
    }

    private void sql(String statement) throws SQLException {
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + database);
                var sql = connection.createStatement()) {
            sql.execute(statement);
        }
    }
}
