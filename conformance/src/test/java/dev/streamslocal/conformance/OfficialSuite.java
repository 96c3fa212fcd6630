package dev.streamslocal.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The pinned npm package of the official suite. */
final class OfficialSuite {
    /** Groups of tests for what the server does not have yet; they are not run, only counted. */
    static final List<String> LEFT_OUT = List.of("Reserved subscription APIs");

    private static final Path REPORT = NodeModules.WORK.resolve("report.json");

    /** One test as the suite reported it; {@code name} is {@code group > group > title}. */
    record Outcome(String name, String status, String message) {
        boolean passed() {
            return status.equals("passed");
        }

        String group() {
            return name.substring(0, name.indexOf(" > "));
        }

        boolean leftOut() {
            return LEFT_OUT.stream().anyMatch(name::startsWith);
        }
    }

    private final NodeRuntime node;

    OfficialSuite(NodeRuntime node) {
        this.node = node;
    }

    /** Names of all tests that must be there and pass. */
    static List<String> expectedNames() throws IOException {
        try (InputStream names = OfficialSuite.class.getResourceAsStream("/official-suite.txt")) {
            return new String(names.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
        }
    }

    /** Runs the suite against a server at this base URL. */
    List<Outcome> run(String url) throws IOException, InterruptedException {
        NodeModules.install(node);
        Files.deleteIfExists(REPORT);
        ProcessBuilder vitest = node.node(
                NodeModules.WORK.resolve("node_modules/vitest/vitest.mjs").toString(),
                "run",
                "--testNamePattern=^(?!" + String.join("|", LEFT_OUT) + ")",
                "--reporter=json",
                "--outputFile=" + REPORT);
        vitest.environment().put("CONFORMANCE_TEST_URL", url);
        NodeModules.execute(vitest);
        if (!Files.isRegularFile(REPORT)) {
            throw new IllegalStateException("the suite wrote no report, see " + NodeModules.LOG);
        }
        return outcomes(new ObjectMapper().readTree(REPORT.toFile()));
    }

    private static List<Outcome> outcomes(JsonNode report) {
        var outcomes = new ArrayList<Outcome>();
        for (JsonNode file : report.path("testResults")) {
            for (JsonNode test : file.path("assertionResults")) {
                outcomes.add(outcome(test));
            }
        }
        return outcomes;
    }

    private static Outcome outcome(JsonNode test) {
        var name = new StringBuilder();
        test.path("ancestorTitles").forEach(title -> name.append(title.asText()).append(" > "));
        String message = test.path("failureMessages").path(0).asText("");
        return new Outcome(
                name + test.path("title").asText(), test.path("status").asText(), message);
    }
}
