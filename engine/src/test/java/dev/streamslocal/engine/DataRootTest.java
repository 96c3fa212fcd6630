package dev.streamslocal.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DataRootTest {
    private static final Map<String, String> HOME = Map.of("HOME", "/home/ada");

    @Test
    void of_variable_isThatPathWithoutSubfolder() {
        assertThat(root(Map.of("DS_LOCAL_DATA_ROOT", "/data/x/../y", "HOME", "/home/ada"), "Linux"))
                .isEqualTo(Path.of("/data/y"));
    }

    @Test
    void of_relativeVariable_isMadeAbsoluteUntrimmed() {
        assertThat(root(Map.of("DS_LOCAL_DATA_ROOT", " data"), "Linux"))
                .isEqualTo(Path.of("").toAbsolutePath().resolve(" data"));
    }

    @Test
    void of_blankVariable_countsAsUnset() {
        assertThat(root(Map.of("DS_LOCAL_DATA_ROOT", "  ", "HOME", "/home/ada"), "Linux"))
                .isEqualTo(Path.of("/home/ada/.local/share/prisma-dev-nodejs/durable-streams"));
    }

    @Test
    void of_linux_isBelowXdgDataHome() {
        assertThat(root(Map.of("XDG_DATA_HOME", "/xdg", "HOME", "/home/ada"), "Linux"))
                .isEqualTo(Path.of("/xdg/prisma-dev-nodejs/durable-streams"));
        assertThat(root(Map.of("XDG_DATA_HOME", "", "HOME", "/home/ada"), "FreeBSD"))
                .isEqualTo(Path.of("/home/ada/.local/share/prisma-dev-nodejs/durable-streams"));
    }

    @Test
    void of_noHome_isBelowTheUsersHome() {
        assertThat(root(Map.of(), "Linux"))
                .isEqualTo(Path.of("/users/ada/.local/share/prisma-dev-nodejs/durable-streams"));
    }

    @Test
    void of_mac_isApplicationSupport() {
        assertThat(root(HOME, "Mac OS X"))
                .isEqualTo(Path.of("/home/ada/Library/Application Support/prisma-dev-nodejs/durable-streams"));
    }

    @Test
    void of_windows_isLocalAppData() {
        assertThat(root(Map.of("LOCALAPPDATA", "/local"), "Windows 11"))
                .isEqualTo(Path.of("/local/prisma-dev-nodejs/Data/durable-streams"));
        assertThat(root(Map.of("LOCALAPPDATA", ""), "Windows 11"))
                .isEqualTo(Path.of("/users/ada/AppData/Local/prisma-dev-nodejs/Data/durable-streams"));
    }

    @Test
    void of_textThatIsNoPath_isRefusedWithItsVariable() {
        for (var name : new String[] {"DS_LOCAL_DATA_ROOT", "XDG_DATA_HOME", "HOME"}) {
            assertThatThrownBy(() -> root(Map.of(name, "/a\0b"), "Linux"))
                    .isInstanceOfSatisfying(
                            StartException.class, e -> assertThat(e.fault()).isEqualTo(StartException.Fault.OPTION))
                    .hasMessage("invalid " + name + ": /a\0b (Nul character not allowed)");
        }
    }

    private static Path root(Map<String, String> environment, String system) {
        return DataRoot.of(environment, system, "/users/ada").path();
    }
}
