package dev.streamslocal.engine.junit;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The extension as tests use it: who gets which server. */
@Timeout(60)
@StreamsServer(variables = "DS_READ_MAX_RECORDS=2")
class StreamsServerIT {
    private static final Set<URI> FRESH = new HashSet<>();
    private static URI ofClass = URI.create("");

    private final TestStreams ofConstructor;
    private URI ofEach = URI.create("");

    StreamsServerIT(TestStreams streams) {
        ofConstructor = streams;
    }

    @BeforeAll
    static void takeClass(TestStreams streams) {
        ofClass = streams.url();
    }

    @BeforeEach
    void takeEach(TestStreams streams) {
        ofEach = streams.url();
    }

    @AfterAll
    static void isStillThere(TestStreams streams) throws Exception {
        assertThat(streams.url()).isEqualTo(ofClass);
        assertThat(Client.send("GET", streams.url().resolve("/health"), "").statusCode())
                .isEqualTo(200);
    }

    @Test
    void classServer_isTheSameEverywhere(TestStreams streams) {
        assertThat(streams.url()).isEqualTo(ofClass).isEqualTo(ofEach).isEqualTo(ofConstructor.url());
        assertThat(streams.exports()).isEqualTo(streams.server().exports());
        assertThat(streams.exports().name()).isEqualTo("test");
    }

    @Test
    void classServer_servesWithItsVariables(TestStreams streams) throws Exception {
        var url = streams.streamUrl("a name/with ü+");
        assertThat(Client.send("PUT", url, "[1,2,3]").statusCode()).isEqualTo(201);
        assertThat(Client.send("GET", url, "").body()).isEqualTo("[1,2]");
        assertThat(Client.send("GET", streams.url().resolve("/v1/streams"), "").body())
                .contains("\"a name/with ü+\"");
    }

    @Test
    @StreamsServer(name = "own")
    void methodServer_goesBeforeThatOfTheClass(TestStreams streams) throws Exception {
        assertThat(streams.url()).isNotEqualTo(ofClass).isEqualTo(ofEach).isEqualTo(ofConstructor.url());
        assertThat(streams.exports().name()).isEqualTo("own");
        assertThat(Client.send("PUT", streams.streamUrl("a"), "[1,2,3]").statusCode())
                .isEqualTo(201);
        assertThat(Client.send("GET", streams.streamUrl("a"), "").body()).isEqualTo("[1,2,3]");
    }

    @RepeatedTest(3)
    @StreamsServer
    void methodServer_isFreshAtEachInvocation(TestStreams streams) throws Exception {
        assertThat(Client.send("PUT", streams.streamUrl("a"), "[1]").statusCode())
                .isEqualTo(201);
        assertThat(streams.url()).isNotEqualTo(ofClass);
        assertThat(FRESH.add(streams.url())).as("a port of its own").isTrue();
    }

    @Nested
    class Inner {
        @Test
        void nestedClass_sharesTheServer(TestStreams streams) {
            assertThat(streams.url()).isEqualTo(ofClass).isEqualTo(ofEach).isEqualTo(ofConstructor.url());
        }
    }

    @Nested
    @StreamsServer(name = "inner")
    class AnnotatedInner {
        private static URI ofInner = URI.create("");

        @BeforeAll
        static void takeInner(TestStreams streams) {
            ofInner = streams.url();
        }

        @Test
        void annotatedNestedClass_hasItsOwn(TestStreams streams) {
            assertThat(streams.url()).isNotEqualTo(ofClass).isEqualTo(ofInner);
            assertThat(streams.exports().name()).isEqualTo("inner");
        }

        @Test
        void annotatedNestedClass_keepsItFromTestToTest(TestStreams streams) {
            assertThat(streams.url()).isEqualTo(ofInner);
        }
    }
}
