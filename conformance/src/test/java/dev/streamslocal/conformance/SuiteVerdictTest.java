package dev.streamslocal.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.streamslocal.conformance.OfficialSuite.Outcome;
import java.util.List;
import org.junit.jupiter.api.Test;

class SuiteVerdictTest {
    private static final Outcome GOOD = new Outcome("Basic > works", "passed", "");
    private static final Outcome SUBSCRIPTION = new Outcome("Reserved subscription APIs > subscribes", "skipped", "");

    @Test
    void everyListedTestPassed_isNoFault() {
        var verdict = new SuiteVerdict(List.of("Basic > works"), List.of(GOOD, SUBSCRIPTION));

        assertThat(verdict.faults()).isEmpty();
        assertThat(verdict.summary())
                .isEqualTo("Official suite: 1 of 1 passed, 0 faults; left out 1: {Reserved subscription APIs=1}");
    }

    @Test
    void failedTest_isAFaultWithItsMessage() {
        var verdict = new SuiteVerdict(
                List.of("Basic > works"), List.of(new Outcome("Basic > works", "failed", "why\nwhere")));

        assertThat(verdict.faults()).containsExactly("failed: Basic > works\n    why\n    where");
    }

    @Test
    void skippedTest_isAFault() {
        var verdict = new SuiteVerdict(List.of("Basic > works"), List.of(new Outcome("Basic > works", "skipped", "")));

        assertThat(verdict.faults()).containsExactly("skipped: Basic > works");
    }

    @Test
    void missingTest_isAFault() {
        var verdict = new SuiteVerdict(List.of("Basic > works", "Basic > more"), List.of(GOOD));

        assertThat(verdict.faults()).containsExactly("missing: Basic > more");
    }

    @Test
    void unlistedTest_isAFaultUnlessItsGroupIsLeftOut() {
        var verdict = new SuiteVerdict(List.of(), List.of(GOOD, SUBSCRIPTION));

        assertThat(verdict.faults()).containsExactly("not in the list of names (passed): Basic > works");
    }

    @Test
    void committedList_holdsNamesOnlyOnce() throws Exception {
        assertThat(OfficialSuite.expectedNames())
                .hasSize(332)
                .doesNotHaveDuplicates()
                .noneMatch(name -> new Outcome(name, "", "").leftOut());
    }
}
