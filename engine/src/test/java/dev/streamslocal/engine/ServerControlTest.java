package dev.streamslocal.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is said about a data root that is none. */
class ServerControlTest {
    private static final ServerName DEV = ServerName.of("dev");

    @TempDir
    Path temporary;

    @Test
    void status_rootIsAFile_isNotTakenForAnEmptyOne() throws IOException {
        var root = Files.createFile(temporary.resolve("root"));
        assertThatThrownBy(() -> control(root).status())
                .isInstanceOf(StartException.class)
                .hasMessage("cannot read " + root + ": Not a directory");
        assertThat(control(root).status(DEV).running()).isFalse();
    }

    @Test
    void status_rootIsALinkInACircle_isNotTakenForAnEmptyOne() throws IOException {
        var root = Files.createSymbolicLink(temporary.resolve("root"), Path.of("root"));
        assertThatThrownBy(() -> control(root).status())
                .isInstanceOf(StartException.class)
                .hasMessageStartingWith("cannot read " + root + ": ");
    }

    @Test
    void status_noRoot_isEmpty() throws IOException {
        assertThat(control(temporary.resolve("none")).status()).isEmpty();
        assertThat(control(Files.createSymbolicLink(temporary.resolve("link"), Path.of("none")))
                        .status())
                .isEmpty();
    }

    @Test
    void status_filesAndLinks_onlyWhatLeadsToADirectoryIsAServer() throws IOException {
        Files.createFile(temporary.resolve("not a name.txt"));
        Files.createDirectory(temporary.resolve("a"));
        Files.createSymbolicLink(temporary.resolve("b"), Path.of("a"));
        Files.createSymbolicLink(temporary.resolve("c"), Path.of("nowhere"));
        assertThat(control(temporary).status()).extracting(ServerStatus::name).containsExactly("a", "b");
    }

    @Test
    void reset_whatIsInTheWay_isNamedOnce() throws IOException {
        var root = Files.createFile(temporary.resolve("root"));
        var directory = root.resolve("dev");
        assertThatThrownBy(() -> control(root).reset(DEV))
                .isInstanceOf(StartException.class)
                .hasMessage(
                        "cannot delete " + directory + ": " + directory + "/durable-streams.sqlite: Not a directory");
    }

    private static ServerControl control(Path root) {
        return new ServerControl(new DataRoot(root));
    }
}
