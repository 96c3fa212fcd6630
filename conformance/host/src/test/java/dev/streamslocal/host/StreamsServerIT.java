package dev.streamslocal.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.streamslocal.engine.junit.StreamsServer;
import dev.streamslocal.engine.junit.TestStreams;
import java.net.URI;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The extension for tests under JUnit 6. */
@Timeout(60)
@StreamsServer
class StreamsServerIT {
    private static URI ofClass = URI.create("");

    private final TestStreams ofConstructor;

    StreamsServerIT(TestStreams streams) {
        ofConstructor = streams;
    }

    @BeforeAll
    static void takeClass(TestStreams streams) {
        ofClass = streams.url();
    }

    @BeforeEach
    void empty(TestStreams streams) {
        streams.reset();
    }

    @Test
    void junit_isVersionSix() {
        assertThat(Test.class.getPackage().getImplementationVersion()).startsWith("6.");
    }

    @Test
    void classServer_serves(TestStreams streams) throws Exception {
        assertThat(streams.url()).isEqualTo(ofClass).isEqualTo(ofConstructor.url());
        createAndRead(streams);
    }

    @Test
    void classServer_isEmptyForTheNextTest(TestStreams streams) throws Exception {
        createAndRead(streams);
    }

    @Test
    @StreamsServer(name = "own")
    void methodServer_goesBeforeThatOfTheClass(TestStreams streams) throws Exception {
        assertThat(streams.url()).isNotEqualTo(ofClass).isEqualTo(ofConstructor.url());
        assertThat(streams.exports().name()).isEqualTo("own");
        createAndRead(streams);
    }

    @Nested
    class Inner {
        @Test
        void nestedClass_sharesTheServer(TestStreams streams) {
            assertThat(streams.url()).isEqualTo(ofClass);
        }
    }

    @Nested
    @StreamsServer(name = "inner")
    class AnnotatedInner {
        @Test
        void annotatedNestedClass_hasItsOwn(TestStreams streams) throws Exception {
            assertThat(streams.url()).isNotEqualTo(ofClass);
            createAndRead(streams);
        }
    }

    private static void createAndRead(TestStreams streams) throws Exception {
        var url = streams.streamUrl("orders");
        assertThat(Client.send("PUT", url, "[{\"id\":1}]").statusCode()).isEqualTo(201);
        assertThat(Client.send("GET", url, "").body()).isEqualTo("[{\"id\":1}]");
    }
}
