package dev.streamslocal.engine.inspect;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonToken;
import dev.streamslocal.engine.stream.Traffic;
import dev.streamslocal.engine.stream.TrafficSource;
import dev.streamslocal.engine.stream.Watches;
import dev.streamslocal.storage.Storage;
import dev.streamslocal.storage.StorageOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The board shows nothing that the server does not tell. */
class GrafanaBoardTest {
    private static final Path BOARD = Path.of("grafana", "streams-local.json");
    private static final Pattern METRIC = Pattern.compile("\\b((?:streams|jvm|process)_[a-z0-9_]+)");

    @TempDir
    Path directory;

    private static List<String> expressions() throws IOException {
        var found = new ArrayList<String>();
        try (var parser = new JsonFactory().createParser(Files.readString(BOARD))) {
            for (var token = parser.nextToken(); token != null; token = parser.nextToken()) {
                if (token == JsonToken.VALUE_STRING && "expr".equals(parser.currentName())) {
                    found.add(parser.getText());
                }
            }
        }
        return found;
    }

    private Set<String> told() {
        try (var storage = Storage.open(StorageOptions.of(directory.resolve("durable-streams.sqlite")))) {
            var traffic = new Traffic();
            TrafficSource.answer(traffic, 200);
            var text = new Exposition(storage, new Watches(), traffic).text(MetricsFormat.PROMETHEUS);
            return new String(text, UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(line -> line.split("[{ ]", 2)[0])
                    .collect(Collectors.toSet());
        }
    }

    @Test
    void everyMetricOfTheBoard_isTold() throws IOException {
        var named = new TreeSet<String>();
        for (var expression : expressions()) {
            var matcher = METRIC.matcher(expression);
            while (matcher.find()) {
                named.add(matcher.group(1));
            }
        }
        assertThat(named).hasSizeGreaterThan(25).contains("streams_append_duration_seconds_bucket");
        assertThat(told()).containsAll(named);
    }

    @Test
    void everyMetricOfOurs_isOnTheBoard() throws IOException {
        var board = String.join("\n", expressions());
        var families = told().stream()
                .filter(name -> name.startsWith("streams_"))
                .map(name -> name.replaceFirst("_(bucket|count|sum)$", ""))
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(families).hasSizeGreaterThan(20).allMatch(board::contains);
    }
}
