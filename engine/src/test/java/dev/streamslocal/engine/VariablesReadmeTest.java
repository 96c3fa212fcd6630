package dev.streamslocal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The README shows the variables that act, and no others, with the defaults they have. */
class VariablesReadmeTest {
    private static final Path README = Path.of("..", "README.md");
    private static final Pattern NAME = Pattern.compile("`(DS_[A-Z0-9_]+)`");
    private static final Pattern NUMBER = Pattern.compile("\\d[\\d ]*");

    @Test
    void readme_namesTheVariablesThatAct() throws IOException {
        assertThat(shown().keySet()).containsExactlyInAnyOrderElementsOf(acting());
    }

    @Test
    void readme_showsTheirDefaults() throws IOException {
        var shown = shown();
        assertThat(Variables.all())
                .filteredOn(each ->
                        shown.containsKey(each.name()) && !each.fallback().equals("-"))
                .isNotEmpty()
                .allSatisfy(each -> assertThat(shown).containsEntry(each.name(), each.fallback()));
    }

    private static List<String> acting() {
        return Variables.TABLE
                .lines()
                .dropWhile(line -> !line.equals("These act."))
                .skip(1)
                .takeWhile(line -> !line.isBlank())
                .map(line -> line.substring(0, line.indexOf(' ')))
                .toList();
    }

    /** Variables of the table below "Configuration", with the number that stands for each among the defaults, if one does. */
    private static Map<String, String> shown() throws IOException {
        var shown = new LinkedHashMap<String, String>();
        rows().forEach(row -> {
            var cells = row.split("\\|");
            var numbers = all(NUMBER, cells[3]);
            var names = all(NAME, cells[1]);
            for (var i = 0; i < names.size(); i++) {
                shown.put(names.get(i), numbers.size() > i ? numbers.get(i).replace(" ", "") : "");
            }
        });
        return shown;
    }

    private static Stream<String> rows() throws IOException {
        return Files.readAllLines(README).stream()
                .dropWhile(line -> !line.equals("### Configuration"))
                .skip(1)
                .takeWhile(line -> !line.startsWith("#"))
                .filter(line -> line.startsWith("| `"));
    }

    private static List<String> all(Pattern pattern, String text) {
        var all = new ArrayList<String>();
        for (var matcher = pattern.matcher(text); matcher.find(); ) {
            all.add(matcher.groupCount() == 0 ? matcher.group() : matcher.group(1));
        }
        return all;
    }
}
