package dev.streamslocal.conformance;

import static dev.streamslocal.conformance.ProbeAssertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Input no honest client sends. Whatever it was, the server goes on serving others. */
@Ours("the original answers some with 500 and takes others as they are")
class BadInputProbesIT {
    @AfterEach
    void serverStillServes() {
        assertThat(Call.get("/health").send()).hasStatus(200);
        ProbeStream stream = ProbeStream.create(ProbeStream.TEXT);
        stream.append("x");
        assertThat(stream.get().send()).hasBody("x");
    }

    // Escapes

    @ParameterizedTest
    @ValueSource(
            strings = {
                "%FF",
                "a%FFb",
                "%C3",
                "%C3%28",
                "%ED%A0%80",
                "%C0%80",
                "%F4%90%80%80",
                "%",
                "%2",
                "a%zz",
                "%G1",
                "%u00e9",
                "a%"
            })
    void name_thatIsNotUtf8_isBadRequest(String name) {
        for (String method : List.of("GET", "PUT", "POST", "DELETE")) {
            assertThat(Call.to(method, "/v1/stream/probe" + name).send()).isProblem(400, "bad_request");
        }
        assertThat(Call.to("HEAD", "/v1/stream/probe" + name).send()).hasStatus(400);
    }

    @ParameterizedTest
    @ValueSource(strings = {"%FF", "a%C3", "%", "%zz", "%ED%A0%80"})
    void key_thatIsNotUtf8_isBadRequest(String key) {
        ProbeStream stream = ProbeStream.create(ProbeStream.JSON);
        assertThat(stream.get("key=" + key).send()).isProblem(400, "bad_request");
        assertThat(Call.get(stream.path() + "/pk/" + key).send()).isProblem(400, "bad_request");
    }

    @Test
    void nul_isAnOrdinaryCharacterOfNamesAndKeys() {
        var stream = new ProbeStream(ProbeStream.freshName() + "\0", ProbeStream.JSON);
        assertThat(stream.put().body("[1]").send()).hasStatus(201);
        assertThat(stream.get("key=%00").send()).hasStatus(200).hasBody("[]");
        assertThat(Call.get(stream.path() + "/pk/%00").send()).hasStatus(200).hasBody("[]");
        assertThat(stream.delete().send()).hasStatus(204);
    }

    // Heads

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /v1/stream/a\0b HTTP/1.1\r\nHost: HOST\r\n\r\n",
                "GET\0 /health HTTP/1.1\r\nHost: HOST\r\n\r\n",
                "GET /health HTTP/1.1\r\nHost: HOST\r\nX-A: a\0b\r\n\r\n",
                "GET /health HTTP/1.1\r\nHost: HOST\r\nX-A\0B: a\r\n\r\n",
                "GET /health HTTP/1.1\r\nHost: HO\0ST\r\n\r\n",
                "GET /health?\0 HTTP/1.1\r\nHost: HOST\r\n\r\n",
            })
    void rawNul_isBadRequest(String request) {
        assertThat(raw(request)).hasStatus(400);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET\r\n\r\n",
                "GET /health\r\n\r\n",
                "nonsense\r\n\r\n",
                "GET /health HTTP/x.y\r\nHost: HOST\r\n\r\n",
                "GET /health HTTP/1.1\r\nHost: HOST\r\nno colon\r\n\r\n",
                "GET /health HTTP/1.1\r\nHost: HOST\r\n: no name\r\n\r\n",
                "GET /health HTTP/1.1\r\nHost: HOST\r\nBad Name: x\r\n\r\n",
                "POST /v1/stream/x HTTP/1.1\r\nHost: HOST\r\nContent-Length: abc\r\n\r\n",
                "POST /v1/stream/x HTTP/1.1\r\nHost: HOST\r\nContent-Length: -1\r\n\r\n",
                "POST /v1/stream/x HTTP/1.1\r\nHost: HOST\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nxx",
                "POST /v1/stream/x HTTP/1.1\r\nHost: HOST\r\nTransfer-Encoding: chunked\r\n\r\nnot a size\r\n",
            })
    void malformedRequest_isBadRequest(String request) {
        assertThat(raw(request)).hasStatus(400);
    }

    @Test
    void oversizedRequestLine_isUriTooLong() {
        assertThat(raw("GET /v1/stream/" + "a".repeat(200_000) + " HTTP/1.1\r\nHost: HOST\r\n\r\n"))
                .hasStatus(414);
    }

    @Test
    void oversizedHeader_isRefused() {
        assertThat(raw("GET /health HTTP/1.1\r\nHost: HOST\r\nX-A: " + "a".repeat(200_000) + "\r\n\r\n"))
                .hasStatus(431);
    }

    @Test
    void tooManyHeaders_areRefused() {
        var headers = new StringBuilder();
        for (int i = 0; i < 4_000; i++) {
            headers.append("X-").append(i).append(": ").append("a".repeat(60)).append("\r\n");
        }
        assertThat(raw("GET /health HTTP/1.1\r\nHost: HOST\r\n" + headers + "\r\n"))
                .hasStatus(431);
    }

    // Bodies

    @ParameterizedTest
    @ValueSource(strings = {"[", "{\"a\":", "[{\"a\":"})
    void jsonNestedDeeply_isBadRequest(String opening) {
        ProbeStream stream = ProbeStream.create(ProbeStream.JSON);
        assertThat(stream.post().body(opening.repeat(100_000)).send()).isProblem(400, "bad_request");
        assertThat(stream.get().send()).hasBody("[]");
    }

    @Test
    void jsonNestedDeeplyAndClosed_saysHowDeepIsAllowed() {
        String body = "[".repeat(100_000) + "]".repeat(100_000);
        assertThat(ProbeStream.create(ProbeStream.JSON).post().body(body).send())
                .isBadRequest("invalid JSON: nested deeper than 1000");
        assertThat(ProbeStream.fresh(ProbeStream.JSON).put().body(body).send())
                .isBadRequest("invalid JSON: nested deeper than 1000");
    }

    @Test
    void fiveMillionMessages_areAppended() {
        int count = 5_000_000;
        byte[] body = ("[" + "1,".repeat(count - 1) + "1]").getBytes(StandardCharsets.US_ASCII);
        ProbeStream stream = ProbeStream.create(ProbeStream.JSON);

        assertThat(stream.post().body(body).send()).hasStatus(204).hasHeader("Stream-Next-Offset", Token.of(count - 1));

        long messages = 0;
        Answer page = stream.get("offset=-1").send();
        while (true) {
            assertThat(page).hasStatus(200);
            // Each message is one digit, and every one but the first of a page brings a comma.
            messages += (page.body().length - 1) / 2;
            if (page.has("Stream-Up-To-Date")) {
                break;
            }
            page = stream.get("offset=" + page.nextOffset()).send();
        }
        assertThat(messages).isEqualTo(count);
        assertThat(stream.get("offset=" + Token.of(count - 2)).send()).hasBody("[1]");
    }

    // Clients that vanish

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void clientThatVanishesAtAnyByte_leavesNothing(boolean reset) {
        ProbeStream stream = ProbeStream.create(ProbeStream.JSON);
        String request = "POST " + stream.path() + " HTTP/1.1\r\nHost: " + ServerUnderTest.host()
                + "\r\nContent-Type: application/json\r\nContent-Length: 7\r\n\r\n[1,2,3]";
        String chunked = "POST " + stream.path() + " HTTP/1.1\r\nHost: " + ServerUnderTest.host()
                + "\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n3\r\n[1,\r\n4\r\n2,3]\r\n0\r\n\r\n";
        for (String whole : List.of(request, chunked)) {
            for (int sent = 0; sent < whole.length(); sent++) {
                Wire wire = Wire.open().send(whole.substring(0, sent));
                if (reset) {
                    wire.reset();
                } else {
                    wire.close();
                }
            }
        }
        assertThat(stream.get().send()).hasStatus(200).hasBody("[]");
        assertThat(raw(request)).hasStatus(204);
        assertThat(raw(chunked)).hasStatus(204);
        assertThat(stream.get().send()).hasBody("[1,2,3,1,2,3]");
    }

    @Test
    void clientThatVanishesWhileCreating_createsNothing() {
        ProbeStream stream = ProbeStream.fresh(ProbeStream.TEXT);
        String request = "PUT " + stream.path() + " HTTP/1.1\r\nHost: " + ServerUnderTest.host()
                + "\r\nContent-Type: text/plain\r\nContent-Length: 4\r\n\r\nabc";
        Wire.open().send(request).reset();
        assertThat(stream.head().send()).hasStatus(404);
    }

    @Test
    void clientThatVanishesWhileReading_holdsNothingUp() {
        ProbeStream stream = ProbeStream.create(ProbeStream.BINARY);
        assertThat(stream.post().body(new byte[5_000_000]).send()).hasStatus(204);
        for (int i = 0; i < 20; i++) {
            Wire wire = stream.get().start();
            assertThat(wire.head()).hasStatus(200);
            wire.reset();
        }
        assertThat(stream.get().send().body()).hasSize(5_000_000);
    }

    @Test
    void halfClosedClient_stillGetsItsAnswer() {
        ProbeStream stream = ProbeStream.createWith(ProbeStream.TEXT, "x");
        try (Wire wire = stream.get().start()) {
            wire.finishSending();
            assertThat(wire.answer()).hasStatus(200).hasBody("x");
        }
    }

    private static Answer raw(String request) {
        try (Wire wire = Wire.open()) {
            return wire.send(request.replace("HOST", ServerUnderTest.host())).answer();
        }
    }
}
