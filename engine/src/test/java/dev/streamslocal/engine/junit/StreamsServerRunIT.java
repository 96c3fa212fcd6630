package dev.streamslocal.engine.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;
import static org.junit.platform.testkit.engine.EventConditions.event;
import static org.junit.platform.testkit.engine.EventConditions.finishedWithFailure;
import static org.junit.platform.testkit.engine.TestExecutionResultConditions.instanceOf;
import static org.junit.platform.testkit.engine.TestExecutionResultConditions.message;

import dev.streamslocal.engine.StartException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.platform.testkit.engine.EngineExecutionResults;
import org.junit.platform.testkit.engine.EngineTestKit;

/** Whole runs of test classes with the extension: what is left behind, what fails how, and several at once. */
@Timeout(120)
class StreamsServerRunIT {
    private static final Map<String, TestStreams> SEEN = new ConcurrentHashMap<>();
    private static final CyclicBarrier ALL_THREE = new CyclicBarrier(3);

    @BeforeEach
    void forget() {
        SEEN.clear();
    }

    @Test
    void serverOfClassAndOfMethod_goWithTheirData() {
        run(TwoServers.class).testEvents().assertStatistics(events -> events.succeeded(2));
        assertThat(SEEN).containsOnlyKeys("class", "method");
        SEEN.values().forEach(StreamsServerRunIT::isGone);
    }

    @Test
    void failedTest_leavesNothingEither() {
        run(Failing.class).testEvents().assertStatistics(events -> events.failed(1));
        isGone(SEEN.get("failing"));
    }

    @Test
    void startFails_failsTheClassWithItsMessage() {
        run(BadName.class)
                .containerEvents()
                .assertThatEvents()
                .haveExactly(
                        1,
                        event(finishedWithFailure(
                                instanceOf(StartException.class), message("invalid server name: no/name"))));
    }

    @Test
    void startFails_failsTheTestWithItsMessage() {
        run(BadVariable.class)
                .testEvents()
                .assertThatEvents()
                .haveExactly(
                        1,
                        event(finishedWithFailure(
                                instanceOf(StartException.class), message("invalid DS_READ_MAX_BYTES: many"))));
    }

    @Test
    void variableNobodyKnows_isRefused() {
        run(UnknownVariable.class)
                .testEvents()
                .assertThatEvents()
                .haveExactly(
                        1,
                        event(finishedWithFailure(
                                instanceOf(ExtensionConfigurationException.class),
                                message("[config] unknown DS_* environment variables: DS_REED_MAX_BYTES"))))
                .haveExactly(
                        1,
                        event(finishedWithFailure(
                                instanceOf(ExtensionConfigurationException.class),
                                message("a variable must read NAME=value: DS_READ_MAX_BYTES"))));
    }

    @Test
    void classesInParallel_haveAServerEach() {
        var results = EngineTestKit.engine("junit-jupiter")
                .selectors(selectClass(First.class), selectClass(Second.class), selectClass(Third.class))
                .configurationParameter("junit.jupiter.execution.parallel.enabled", "true")
                .configurationParameter("junit.jupiter.execution.parallel.mode.classes.default", "concurrent")
                .configurationParameter("junit.jupiter.execution.parallel.config.strategy", "fixed")
                .configurationParameter("junit.jupiter.execution.parallel.config.fixed.parallelism", "3")
                .execute();
        results.testEvents().assertStatistics(events -> events.succeeded(3));
        assertThat(SEEN.values().stream().map(TestStreams::url).distinct()).hasSize(3);
        SEEN.values().forEach(StreamsServerRunIT::isGone);
    }

    private static EngineExecutionResults run(Class<?> tests) {
        return EngineTestKit.engine("junit-jupiter")
                .selectors(selectClass(tests))
                .execute();
    }

    private static void isGone(TestStreams streams) {
        var database = Path.of(streams.exports().sqlite());
        assertThat(database.getParent().getParent()).doesNotExist();
        assertThatThrownBy(() -> new Socket(
                                InetAddress.getLoopbackAddress(),
                                streams.exports().port())
                        .close())
                .isInstanceOf(ConnectException.class);
    }

    @StreamsServer
    static class TwoServers {
        @Test
        void one(TestStreams streams) throws Exception {
            SEEN.put("class", streams);
            assertThat(Client.send("PUT", streams.streamUrl("a"), "[1]").statusCode())
                    .isEqualTo(201);
        }

        @Test
        @StreamsServer
        void two(TestStreams streams) {
            SEEN.put("method", streams);
        }
    }

    @StreamsServer
    static class Failing {
        @Test
        void fails(TestStreams streams) {
            SEEN.put("failing", streams);
            throw new IllegalStateException("meant to");
        }
    }

    @StreamsServer(name = "no/name")
    static class BadName {
        @Test
        void neverRuns() {}
    }

    static class BadVariable {
        @Test
        @StreamsServer(variables = "DS_READ_MAX_BYTES=many")
        void neverRuns() {}
    }

    static class UnknownVariable {
        @Test
        @StreamsServer(variables = "DS_REED_MAX_BYTES=1")
        void misspelt() {}

        @Test
        @StreamsServer(variables = "DS_READ_MAX_BYTES")
        void withoutValue() {}
    }

    abstract static class Parallel {
        @Test
        void meets(TestStreams streams) throws Exception {
            var name = getClass().getSimpleName();
            SEEN.put(name, streams);
            ALL_THREE.await(60, TimeUnit.SECONDS);
            assertThat(Client.send("PUT", streams.streamUrl("a"), "[\"" + name + "\"]")
                            .statusCode())
                    .isEqualTo(201);
            ALL_THREE.await(60, TimeUnit.SECONDS);
            assertThat(Client.send("GET", streams.streamUrl("a"), "").body()).isEqualTo("[\"" + name + "\"]");
        }
    }

    @StreamsServer
    static class First extends Parallel {}

    @StreamsServer
    static class Second extends Parallel {}

    @StreamsServer
    static class Third extends Parallel {}
}
