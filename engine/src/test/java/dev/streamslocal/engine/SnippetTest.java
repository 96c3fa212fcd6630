package dev.streamslocal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every public type of the embedding door shows an example, and every example is compiled and run as a test. */
class SnippetTest {
    private static final Path SOURCES = Path.of("src", "main", "java", "dev", "streamslocal", "engine");
    private static final Path EXAMPLES = Path.of("src", "test", "java");
    private static final Pattern PUBLIC_TYPE =
            Pattern.compile("(?m)^public (\\w+ )*(class|record|interface|@interface|enum) ");
    private static final Pattern SNIPPET = Pattern.compile("\\{@snippet class=\"([\\w.]+)\" region=\"(\\w+)\"}");

    static List<Path> publicTypes() throws IOException {
        try (var door = Files.list(SOURCES);
                var junit = Files.list(SOURCES.resolve("junit"))) {
            return Stream.concat(door, junit)
                    .filter(file -> file.toString().endsWith(".java"))
                    .filter(file -> PUBLIC_TYPE.matcher(text(file)).find())
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("publicTypes")
    void publicType_showsAnExampleThatIsATest(Path type) {
        var snippets = SNIPPET.matcher(text(type)).results().toList();
        assertThat(snippets).as("snippets of " + type.getFileName()).isNotEmpty();
        for (MatchResult snippet : snippets) {
            var example = EXAMPLES.resolve(snippet.group(1).replace('.', '/') + ".java");
            assertThat(example).exists();
            assertThat(text(example))
                    .contains("// @start region=\"" + snippet.group(2) + "\"")
                    .contains("@Test");
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
