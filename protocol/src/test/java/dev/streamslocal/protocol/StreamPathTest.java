package dev.streamslocal.protocol;

import static dev.streamslocal.protocol.Refusal.assertBadRequest;
import static dev.streamslocal.protocol.Refusal.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StreamPathTest {

    @ParameterizedTest
    @CsvSource({
        "a/b, a/b",
        "a%2Fb, a/b",
        "a%2fb, a/b",
        "a/b/, a/b",
        "a/b///, a/b",
        "a%2F, a/",
        "a%2F/, a/",
        "/a, /a",
        "a//b, a//b",
        "a%2F_schema, a/_schema",
        "a%2Fpk/k, a/pk/k",
        "a+b, a+b",
        "a%2Bb, a+b",
        "a%20b, a b",
        "a%2525, a%25",
        "caf%C3%A9, café",
        "%F0%9F%98%80, 😀",
        "x/../y, y",
        "x/%2e%2E/y, y",
        "a/pk, a/pk",
        "a/pk/, a/pk",
        "a/pk//k, a/pk//k",
        "a/pk/k/l, a/pk/k/l",
        "a/xpk/k, a/xpk/k",
        "a/x_schema, a/x_schema",
        "a/_schema/b, a/_schema/b",
        "a/_Schema, a/_Schema",
        "a/touch, a/touch",
        "a/touch/templates, a/touch/templates",
        "a/_otlp/v1, a/_otlp/v1",
        "a/__ds, a/__ds",
        "__dsx, __dsx",
        "/__ds, /__ds",
    })
    void parse_aStream_givesItsName(String path, String name) {
        assertThat(StreamPath.parse("/v1/stream/" + path))
                .isEqualTo(new StreamPath.Target(name, SubResource.NONE, RoutingKey.NONE));
    }

    @Test
    void parse_escapedNul_isOrdinary() {
        assertThat(StreamPath.parse("/v1/stream/a%00b"))
                .isEqualTo(new StreamPath.Target("a\0b", SubResource.NONE, RoutingKey.NONE));
    }

    @ParameterizedTest
    @CsvSource({
        "a/_otlp/v1/traces, a, OTLP_TRACES",
        "a/_schema, a, SCHEMA",
        "a/_schema/, a, SCHEMA",
        "a/_profile, a, PROFILE",
        "a/_search, a, SEARCH",
        "a/_aggregate, a, AGGREGATE",
        "a/_details, a, DETAILS",
        "a/_index_status, a, INDEX_STATUS",
        "a/_routing_keys, a, ROUTING_KEYS",
        "a/touch/templates/activate, a, TOUCH_TEMPLATES",
        "a/touch/meta, a, TOUCH_META",
        "a/touch/wait, a, TOUCH_WAIT",
        "a/b/_schema, a/b, SCHEMA",
        "a//_schema, a/, SCHEMA",
        "a/_schema/_schema, a/_schema, SCHEMA",
        "a/pk/_schema, a/pk, SCHEMA",
        "pk/k/_schema, pk/k, SCHEMA",
    })
    void parse_aSubResource_isTakenOffTheName(String path, String name, SubResource sub) {
        assertThat(StreamPath.parse("/v1/stream/" + path)).isEqualTo(new StreamPath.Target(name, sub, RoutingKey.NONE));
    }

    @ParameterizedTest
    @CsvSource({
        "a/pk/k%2F1, a, k/1",
        "a/pk/k/, a, k",
        "a/b/pk/k+1, a/b, k+1",
        "a//pk/k, a/, k",
        "pk/pk/k, pk, k",
        "a/pk/%C3%A9, a, é"
    })
    void parse_aKey_isOneRawSegment(String path, String name, String key) {
        assertThat(StreamPath.parse("/v1/stream/" + path))
                .isEqualTo(new StreamPath.Target(name, SubResource.PK, RoutingKey.of(key)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/",
                "//",
                "_schema",
                "/_schema",
                "pk/a",
                "/pk/a",
                "touch/meta",
                "_otlp/v1/traces",
                "a/..",
                "."
            })
    void parse_withoutAName_isRefused(String path) {
        assertBadRequest("missing stream name", () -> StreamPath.parse("/v1/stream/" + path));
    }

    @ParameterizedTest
    @CsvSource({
        "__ds, ''",
        "__ds/, ''",
        "__ds/jwks.json, /jwks.json",
        "__ds/subscriptions/a%2Fb/, /subscriptions/a%2Fb",
        "__ds/_schema, /_schema",
        "__ds/pk/k, /pk/k",
        "%5F_ds/x, /x",
        "__ds%2Fx/y, /y",
        "a/../__ds/x, /x",
    })
    void parse_belowTheReservedSegment_isNoStream(String path, String rest) {
        StreamPath parsed = StreamPath.parse("/v1/stream/" + path);

        assertThat(parsed).isEqualTo(new StreamPath.Reserved(rest));
        assertThat(parsed.reserved()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/v1/stream", "/v1/streams", "/v1/stream/../health", "*", "", "/V1/stream/a"})
    void parse_outsideThePrefix_isNotFound(String path) {
        assertProblem(Problem.notFound(), () -> StreamPath.parse(path));
    }

    @ParameterizedTest
    @ValueSource(strings = {"%", "%2", "a%zz", "%FF", "%C3", "%C3%28", "%ED%A0%80", "%C0%AF", "%F4%90%80%80", "\u00ff"})
    void parse_aMalformedEscape_namesTheValue(String raw) {
        assertBadRequest("malformed percent-encoding: " + raw, () -> StreamPath.parse("/v1/stream/" + raw));
        assertBadRequest("malformed percent-encoding: " + raw, () -> StreamPath.parse("/v1/stream/a/pk/" + raw));
    }

    @Test
    void decode_rawUtf8Bytes_areReadAsSuch() {
        assertThat(StreamName.decode("caf\u00c3\u00a9")).isEqualTo("café");
    }

    @Test
    void decode_digitsOfAnotherScript_areNoEscape() {
        assertBadRequest("malformed percent-encoding: %\u0664\u0661", () -> StreamName.decode("%\u0664\u0661"));
    }

    @ParameterizedTest
    @CsvSource({
        "/a/b, /a/b",
        "/a/./b, /a/b",
        "/a/../b, /b",
        "/a/.., /",
        "/a/., /a/",
        "/a/b/.., /a/",
        "/.., /",
        "/../../a, /a",
        "//../a, /a",
        "//a/../b, //b",
        "/a//../b, /a/b",
        "/a/%2e/b, /a/b",
        "/a/%2E%2e/b, /b",
        "/a/.%2e/b, /b",
        "/a/%2E./b, /b",
        "/a/.../b, /a/.../b",
        "/a/..b/.c, /a/..b/.c",
        "/a/%2e%2e%2e/b, /a/%2e%2e%2e/b",
        "/a/%252e/b, /a/%252e/b",
        "/a%2F..%2Fb, /a%2F..%2Fb",
    })
    void resolve_dotSegments_likeTheUrlStandard(String raw, String resolved) {
        assertThat(DotSegments.resolve(raw)).isEqualTo(resolved);
        assertThat(DotSegments.resolve(resolved)).isEqualTo(resolved);
    }
}
