package dev.streamslocal.conformance;

import dev.streamslocal.conformance.OfficialSuite.Outcome;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What the suite reported, held against the names that must be there and pass. */
final class SuiteVerdict {
    private static final int LINES_OF_A_FAILURE = 6;

    private final Set<String> expected;
    private final List<Outcome> outcomes;

    SuiteVerdict(List<String> expected, List<Outcome> outcomes) {
        this.expected = new LinkedHashSet<>(expected);
        this.outcomes = outcomes;
    }

    /** One text per test that failed, was skipped, is missing, or is reported without being listed or left out. */
    List<String> faults() {
        var faults = new ArrayList<String>();
        var reported = new HashSet<String>();
        for (Outcome test : outcomes) {
            reported.add(test.name());
            if (!expected.contains(test.name())) {
                if (!test.leftOut()) {
                    faults.add("not in the list of names (" + test.status() + "): " + test.name());
                }
            } else if (!test.passed()) {
                faults.add(test.status() + ": " + test.name() + firstLines(test.message()));
            }
        }
        expected.stream().filter(name -> !reported.contains(name)).forEach(name -> faults.add("missing: " + name));
        return faults;
    }

    /** One line: how many passed, how many faults, and how many tests of which groups were left out. */
    String summary() {
        long passed = outcomes.stream()
                .filter(test -> expected.contains(test.name()) && test.passed())
                .count();
        Map<String, Long> leftOut = outcomes.stream()
                .filter(test -> test.leftOut() && !expected.contains(test.name()))
                .collect(Collectors.groupingBy(Outcome::group, TreeMap::new, Collectors.counting()));
        long leftOutTests = leftOut.values().stream().mapToLong(Long::longValue).sum();
        return "Official suite: %d of %d passed, %d faults; left out %d: %s"
                .formatted(passed, expected.size(), faults().size(), leftOutTests, leftOut);
    }

    private static String firstLines(String message) {
        return message.lines()
                .limit(LINES_OF_A_FAILURE)
                .map(line -> "\n    " + line)
                .collect(Collectors.joining());
    }
}
