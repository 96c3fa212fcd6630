package dev.streamslocal.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Isolated;

/**
 * Every test of the official suite outside the groups left out is there and passes, compared name by name with {@code official-suite.txt}.
 * It runs alone, because some of its tests measure windows of one second.
 */
@Isolated
class OfficialSuiteIT {
    @Test
    @Ours("the original passes neither the renewal of lifetimes nor the preflight")
    @Timeout(value = 25, unit = TimeUnit.MINUTES)
    void everyListedTest_isThereAndPasses() throws Exception {
        var suite = new OfficialSuite(NodeRuntime.find());

        var verdict = new SuiteVerdict(OfficialSuite.expectedNames(), suite.run(ServerUnderTest.url()));

        System.out.println(verdict.summary());
        assertThat(verdict.faults()).as(verdict.summary()).isEmpty();
    }
}
