package dev.streamslocal.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ProblemTest {

    static Stream<Arguments> table() {
        return Stream.of(
                row(Problem.badRequest("missing offset"), 400, "bad_request", "missing offset"),
                row(Problem.unauthorized(), 401, "unauthorized", "API key required"),
                row(Problem.forbidden("host not allowed: x"), 403, "forbidden", "host not allowed: x"),
                row(Problem.notFound(), 404, "not_found", "not_found"),
                row(Problem.expired(), 404, "not_found", "stream expired"),
                row(Problem.requestTimeout(), 408, "request_timeout", "request timed out"),
                row(
                        Problem.appendTimeout(),
                        408,
                        "append_timeout",
                        "append timed out; append outcome is unknown, check Stream-Next-Offset before retrying"),
                row(Problem.configMismatch(), 409, "conflict", "stream config mismatch"),
                row(Problem.contentTypeMismatch(), 409, "conflict", "content-type mismatch"),
                row(Problem.sequenceMismatch(), 409, "conflict", "sequence mismatch"),
                row(
                        Problem.payloadTooLarge(Limits.BODY_BYTES_MAX),
                        413,
                        "payload_too_large",
                        "body too large (max 10485760)"),
                row(Problem.overloaded(), 429, "overloaded", "ingest queue full"),
                row(Problem.internal(), 500, "internal", "internal server error"),
                row(Problem.appendFailed(), 500, "internal", "append failed"),
                row(Problem.closeFailed(), 500, "internal", "close failed"),
                row(
                        Problem.damaged("a/b", 1000),
                        500,
                        "internal",
                        "stored data damaged: a/b at 00000000000000000FM0000000"),
                row(Problem.notImplemented("filter"), 501, "not_implemented", "not implemented yet: filter"),
                row(Problem.shuttingDown(), 503, "unavailable", "server shutting down"),
                row(Problem.insufficientStorage("disk is full"), 507, "insufficient_storage", "disk is full"));
    }

    private static Arguments row(Problem problem, int status, String code, String message) {
        return Arguments.of(problem, status, code, message);
    }

    @ParameterizedTest
    @MethodSource("table")
    void problems_areTheRowsOfTheTable(Problem problem, int status, String code, String message) {
        assertThat(problem).isEqualTo(new Problem(status, code, message));
        assertThat(new String(problem.json(), UTF_8))
                .isEqualTo("{\"error\":{\"code\":\"" + code + "\",\"message\":\"" + message + "\"}}");
    }

    @Test
    void json_escapesWhatItMust() {
        String json = new String(
                Problem.badRequest("a\"b\\c\n\r\t\b\f\0\u001f/é😀\ud800\udfff \udc00")
                        .json(),
                UTF_8);

        assertThat(json)
                .isEqualTo("{\"error\":{\"code\":\"bad_request\",\"message\":\"a\\\"b\\\\c\\n\\r\\t\\b\\f"
                        + "\\u0000\\u001f/é😀\ud800\udfff \\udc00\"}}");
    }

    @Test
    void json_ofAnyMessage_isReadBack() throws IOException {
        Random random = Seed.random(ProblemTest.class);
        JsonFactory factory = new JsonFactory();
        for (int i = 0; i < 2000; i++) {
            StringBuilder message = new StringBuilder();
            for (int k = random.nextInt(20); k > 0; k--) {
                message.append((char) random.nextInt(1 << (random.nextBoolean() ? 7 : 16)));
            }
            try (JsonParser parser =
                    factory.createParser(Problem.badRequest(message.toString()).json())) {
                for (int token = 0; token < 6; token++) {
                    parser.nextToken();
                }
                assertThat(parser.nextTextValue()).isEqualTo(message.toString());
            }
        }
    }

    @Test
    void exception_carriesTheProblemWithoutAStackTrace() {
        ProtocolException exception = ProtocolException.badRequest("x");

        assertThat(exception).hasMessage("x").hasNoCause();
        assertThat(exception.problem()).isEqualTo(Problem.badRequest("x"));
        assertThat(exception.getStackTrace()).isEmpty();
    }
}
