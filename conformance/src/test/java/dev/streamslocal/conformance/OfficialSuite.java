package dev.streamslocal.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The pinned npm package of the official suite, installed and run below this module's target folder. */
final class OfficialSuite {
    /** Groups of tests for what the server does not have yet; they are not run, only counted. */
    static final List<String> LEFT_OUT = List.of("Reserved subscription APIs");

    private static final List<String> FILES =
            List.of("package.json", "package-lock.json", "official.test.mjs", "vitest.config.mjs");
    private static final Path WORK = ModuleFiles.DIRECTORY.resolve("target/official-suite");
    private static final Path REPORT = WORK.resolve("report.json");
    private static final Path LOG = WORK.resolve("vitest.log");
    private static final Path INSTALLED = WORK.resolve("installed-lock.json");

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
        install();
        Files.deleteIfExists(REPORT);
        ProcessBuilder vitest = node.node(
                WORK.resolve("node_modules/vitest/vitest.mjs").toString(),
                "run",
                "--testNamePattern=^(?!" + String.join("|", LEFT_OUT) + ")",
                "--reporter=json",
                "--outputFile=" + REPORT);
        vitest.environment().put("CONFORMANCE_TEST_URL", url);
        execute(vitest, 10);
        if (!Files.isRegularFile(REPORT)) {
            throw new IllegalStateException("the suite wrote no report, see " + LOG);
        }
        return outcomes(new ObjectMapper().readTree(REPORT.toFile()));
    }

    private void install() throws IOException, InterruptedException {
        Files.createDirectories(WORK);
        for (String file : FILES) {
            Files.copy(ModuleFiles.DIRECTORY.resolve(file), WORK.resolve(file), StandardCopyOption.REPLACE_EXISTING);
        }
        Path lock = WORK.resolve("package-lock.json");
        if (Files.isRegularFile(INSTALLED) && Files.mismatch(lock, INSTALLED) == -1) {
            return;
        }
        if (execute(node.npm("ci", "--ignore-scripts", "--no-audit", "--no-fund"), 10) != 0) {
            throw new IllegalStateException("npm could not install the official suite, see " + LOG);
        }
        Files.copy(lock, INSTALLED, StandardCopyOption.REPLACE_EXISTING);
    }

    private static int execute(ProcessBuilder command, int minutesMax) throws IOException, InterruptedException {
        command.directory(WORK.toFile())
                .redirectErrorStream(true)
                .redirectOutput(LOG.toFile())
                .redirectInput(new File("/dev/null"));
        Process process = command.start();
        try {
            if (!process.waitFor(minutesMax, TimeUnit.MINUTES)) {
                throw new IllegalStateException(
                        command.command() + " did not end within " + minutesMax + " minutes, see " + LOG);
            }
            return process.exitValue();
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
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
