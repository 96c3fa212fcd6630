package dev.streamslocal.engine;

import static dev.streamslocal.engine.TestServer.header;
import static dev.streamslocal.engine.TestServer.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.streamslocal.protocol.Offset;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WriteIT {
    private static final String JSON = "application/json";
    private static final String TEXT = "text/plain";
    private static final String S = "/v1/stream/s";

    @TempDir
    Path directory;

    private TestServer server;

    @BeforeEach
    void start() {
        server = new TestServer(directory);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private static void problem(HttpResponse<byte[]> response, int status, String message) {
        assertThat(text(response)).contains("\"message\":\"" + message + "\"");
        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(header(response, "Content-Type")).isEqualTo("application/json; charset=utf-8");
        assertThat(header(response, "Cache-Control")).isEqualTo("no-store");
        assertThat(header(response, "X-Content-Type-Options")).isEqualTo("nosniff");
    }

    private static void bare(HttpResponse<byte[]> response, int status, long next) {
        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(response.body()).isEmpty();
        assertThat(header(response, "Stream-Next-Offset")).isEqualTo(Offset.token(next));
    }

    // PUT

    @Test
    void create_new_is201WithLocationOfTheWholeUrl() {
        var created = server.put("/v1/stream/a%2Fb?x=1", "Application/JSON; charset=utf-8", "[1,2]");
        bare(created, 201, 2);
        assertThat(header(created, "Location")).isEqualTo(server.url("/v1/stream/a%2Fb?x=1"));
        assertThat(header(created, "Content-Type")).isEqualTo(JSON);
        assertThat(header(created, "Content-Length")).isEqualTo("0");
        assertThat(text(server.get("/v1/stream/a/b"))).isEqualTo("[1,2]");
    }

    @Test
    void create_again_is200WhateverTheBody() {
        server.put(S, JSON, "1");
        var again = server.put(S, JSON, "{not json");
        bare(again, 200, 1);
        assertThat(header(again, "Location")).isEmpty();
        problem(server.put(S, TEXT, ""), 409, "stream config mismatch");
        problem(server.put(S, JSON, "", "Stream-TTL", "60"), 409, "stream config mismatch");
        problem(server.put(S, JSON, "", "Stream-Closed", "true"), 409, "stream config mismatch");
    }

    @Test
    void create_withInvalidBody_leavesNothing() {
        problem(server.put(S, JSON, "{"), 400, "invalid JSON");
        assertThat(server.get(S).statusCode()).isEqualTo(404);
        assertThat(server.put(S, JSON, "{}").statusCode()).isEqualTo(201);
    }

    @Test
    void create_closedWithContent_isClosed() {
        var created = server.put(S, TEXT, "all", "Stream-Closed", " TRUE ");
        bare(created, 201, 1);
        assertThat(header(created, "Stream-Closed")).isEqualTo("true");
        var read = server.get(S);
        assertThat(text(read)).isEqualTo("all");
        assertThat(header(read, "Stream-Closed")).isEqualTo("true");
        assertThat(server.put(S, TEXT, "", "Stream-Closed", "true").statusCode())
                .isEqualTo(200);
        problem(server.put(S, TEXT, ""), 409, "stream config mismatch");
    }

    @Test
    void create_badLifetime_is400() {
        problem(
                server.send("PUT", S, "", "Stream-TTL", "x", "Stream-Expires-At", "y"),
                400,
                "only one of Stream-TTL or Stream-Expires-At is allowed");
        problem(server.send("PUT", S, "", "Stream-TTL", "01"), 400, "invalid Stream-TTL");
        problem(server.send("PUT", S, "", "Stream-Expires-At", "soon"), 400, "invalid timestamp: soon");
        problem(server.send("PUT", S, "", "Stream-Forked-From", "/v1/x"), 400, "invalid Stream-Forked-From: /v1/x");
        assertThat(server.get(S).statusCode()).isEqualTo(404);
    }

    @Test
    void create_withoutContentType_isBytes() {
        var created = server.send("PUT", S, "");
        bare(created, 201, 0);
        assertThat(header(created, "Content-Type")).isEqualTo("application/octet-stream");
    }

    @Test
    void create_inThePast_is201ThenExpired() {
        assertThat(server.put(S, TEXT, "x", "Stream-Expires-At", "2001-01-01T00:00:00Z")
                        .statusCode())
                .isEqualTo(201);
        problem(server.get(S), 404, "stream expired");
        problem(server.post(S, TEXT, "x"), 404, "stream expired");
        bare(server.put(S, TEXT, ""), 201, 0);
    }

    // TTL

    @Test
    void ttl_slidesWithReadsAndAppendsButNotWithHead() {
        var created = server.put(S, TEXT, "", "Stream-TTL", "10");
        assertThat(header(created, "Stream-Expires-At")).isNotEmpty();
        server.clock.advance(8_000);
        assertThat(server.get(S).statusCode()).isEqualTo(200);
        server.clock.advance(8_000);
        assertThat(server.get(S + "?offset=now").statusCode()).isEqualTo(200);
        server.clock.advance(8_000);
        bare(server.post(S, TEXT, "x"), 204, 1);
        server.clock.advance(8_000);
        bare(server.send("POST", S, "", "Stream-Closed", "true"), 204, 1);
        server.clock.advance(8_000);
        var head = server.send("HEAD", S, "");
        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(header(head, "Stream-TTL")).isEqualTo("10");
        assertThat(Instant.parse(header(head, "Stream-Expires-At")))
                .isBefore(server.clock.instant().plusMillis(2_500));
        server.clock.advance(3_000);
        problem(server.get(S), 404, "stream expired");
        assertThat(server.send("DELETE", S, "").statusCode()).isEqualTo(204);
        problem(server.get(S), 404, "not_found");
    }

    @Test
    void ttl_failedRequest_doesNotRenew() {
        server.put(S, TEXT, "", "Stream-TTL", "10");
        server.clock.advance(8_000);
        assertThat(server.get(S + "?offset=bad").statusCode()).isEqualTo(400);
        assertThat(server.post(S, TEXT, "").statusCode()).isEqualTo(400);
        server.clock.advance(3_000);
        problem(server.get(S), 404, "stream expired");
    }

    // POST

    @Test
    void append_successes_followTheTable() {
        server.put(S, JSON, "");
        bare(server.post(S, JSON, "[1,2]"), 204, 2);
        var stamped = server.post(S, JSON, "3", "Producer-Id", "w", "Producer-Epoch", "0", "Producer-Seq", "0");
        bare(stamped, 200, 3);
        assertThat(header(stamped, "Producer-Epoch")).isEqualTo("0");
        assertThat(header(stamped, "Producer-Seq")).isEqualTo("0");
        var duplicate = server.post(S, JSON, "4", "Producer-Id", "w", "Producer-Epoch", "0", "Producer-Seq", "0");
        bare(duplicate, 204, 3);
        assertThat(header(duplicate, "Producer-Seq")).isEqualTo("0");
        var gap = server.post(S, JSON, "4", "Producer-Id", "w", "Producer-Epoch", "0", "Producer-Seq", "7");
        assertThat(gap.statusCode()).isEqualTo(409);
        assertThat(header(gap, "Producer-Expected-Seq")).isEqualTo("1");
        assertThat(header(gap, "Producer-Received-Seq")).isEqualTo("7");
        var closing = server.post(
                S, JSON, "4", "Stream-Closed", "true", "Producer-Id", "w", "Producer-Epoch", "0", "Producer-Seq", "1");
        bare(closing, 200, 4);
        assertThat(header(closing, "Stream-Closed")).isEqualTo("true");
        var closed = server.post(S, JSON, "5");
        bare(closed, 409, 4);
        assertThat(header(closed, "Stream-Closed")).isEqualTo("true");
        bare(server.send("POST", S, "", "Stream-Closed", "true"), 204, 4);
        assertThat(text(server.get(S))).isEqualTo("[1,2,3,4]");
    }

    @Test
    void append_failures_followTheOrderOfPrecedence() {
        var stamps = new String[] {"Producer-Id", "", "Stream-Seq", "", "Stream-Timestamp", "x"};
        problem(server.send("POST", S, "", stamps), 404, "not_found");
        server.put(S, JSON, "");
        problem(server.send("POST", S, "", stamps), 400, "invalid Producer-Id");
        problem(server.send("POST", S, "", "Producer-Id", "w"), 400, "missing producer headers");
        problem(server.send("POST", S, "", "Stream-Seq", "", "Stream-Timestamp", "x"), 400, "invalid Stream-Seq");
        problem(server.send("POST", S, "", "Stream-Timestamp", "x"), 400, "invalid timestamp: x");
        problem(server.send("POST", S, ""), 400, "empty body");
        problem(server.send("POST", S, new byte[10_485_761]), 413, "body too large (max 10485760)");
        problem(server.send("POST", S, "1"), 400, "missing content-type");
        problem(server.post(S, JSON, "[1"), 400, "invalid JSON");
        problem(server.post(S, JSON, "[]"), 400, "empty JSON array");
        problem(server.post(S, JSON, "[]", "Stream-Closed", "true"), 400, "empty JSON array");
        problem(server.post(S, TEXT, "1"), 409, "content-type mismatch");
        server.send("POST", S, "", "Stream-Closed", "true", "Content-Type", TEXT);
        problem(server.post(S, JSON, "[1"), 400, "invalid JSON");
        assertThat(server.post(S, TEXT, "1").body()).isEmpty();
        problem(
                server.post(
                        S, JSON, "1", "Producer-Id", "w", "Producer-Epoch", "1", "Producer-Seq", "9007199254740992"),
                400,
                "invalid producer headers");
    }

    @Test
    void append_streamSeq_mustGrow() {
        server.put(S, TEXT, "");
        assertThat(server.post(S, TEXT, "x", "Stream-Seq", "b").statusCode()).isEqualTo(204);
        var again = server.post(S, TEXT, "x", "Stream-Seq", " b ");
        problem(again, 409, "sequence mismatch");
        assertThat(header(again, "Stream-Expected-Seq")).isEqualTo("b");
        assertThat(header(again, "Stream-Received-Seq")).isEqualTo("b");
    }

    @Test
    void append_largestBody_isTaken() {
        server.put(S, "application/octet-stream", "");
        var body = new byte[10_485_760];
        assertThat(server.send("POST", S, body, "Content-Type", "application/octet-stream")
                        .statusCode())
                .isEqualTo(204);
        assertThat(server.get(S).body()).isEqualTo(body);
    }

    // DELETE

    @Test
    void delete_twice_isMissing() {
        server.put(S, TEXT, "x");
        assertThat(server.send("DELETE", S + "/pk/k", "").statusCode()).isEqualTo(204);
        problem(server.send("DELETE", S, ""), 404, "not_found");
        bare(server.put(S, JSON, ""), 201, 0);
        assertThat(text(server.get(S))).isEqualTo("[]");
    }
}
