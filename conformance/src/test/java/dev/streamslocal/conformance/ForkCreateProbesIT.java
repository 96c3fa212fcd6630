package dev.streamslocal.conformance;

import static dev.streamslocal.conformance.ProbeAssertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Contract 10 §11.1 and §11.2: what a PUT with fork headers makes, confirms and refuses, row by row. */
@Ours("the original knows no forks")
class ForkCreateProbesIT {

    /** A PUT of a new name; {@code contentType} is sent only if it is not empty. */
    private static Call fork(ProbeStream fork, ProbeStream source) {
        return Call.to("PUT", fork.path()).header("Stream-Forked-From", source.path());
    }

    private static ProbeStream created(ProbeStream source, String... headers) {
        ProbeStream fork = ProbeStream.fresh(source.contentType());
        Call call = fork(fork, source);
        for (int i = 0; i < headers.length; i += 2) {
            call = call.header(headers[i], headers[i + 1]);
        }
        assertThat(call.send()).hasStatus(201);
        return fork;
    }

    // Created

    @Test
    void created_hasNormalHeaders_andAnOffsetThatCanBeRead() {
        ProbeStream source = ProbeStream.createWith(ProbeStream.JSON, "[1,2]");
        ProbeStream fork = ProbeStream.fresh(ProbeStream.JSON);
        Answer answer = fork(fork, source).send();
        assertThat(answer)
                .hasStatus(201)
                .hasNoBody()
                .hasHeader("Content-Type", ProbeStream.JSON)
                .hasHeader("Stream-Next-Offset", Token.of(1))
                .hasHeaderMatching("Location", ".*" + fork.path())
                .lacksHeader("Stream-Forked-From")
                .lacksHeader("Stream-Fork-Offset")
                .lacksHeader("Stream-Fork-Sub-Offset");
        fork.append("[3]");
        assertThat(fork.get("offset=" + answer.nextOffset()).send())
                .hasStatus(200)
                .hasBody("[3]");
        assertThat(fork.get().send()).hasBody("[1,2,3]").lacksHeader("Stream-Forked-From");
        assertThat(fork.head().send()).hasStatus(200).lacksHeader("Stream-Forked-From");
    }

    @Test
    void offset_isTheTailUnlessGiven_andEveryPlaceUpToIt() {
        ProbeStream source = ProbeStream.createWith(ProbeStream.JSON, "[0]");
        source.append("[1]");
        source.append("[2,3]");
        for (int first = 0; first <= 4; first++) {
            ProbeStream fork = created(source, "Stream-Fork-Offset", Token.of(first - 1));
            assertThat(fork.append("[9]")).isEqualTo(Token.of(first));
            assertThat(fork.get().send()).hasBody("[0,1,2,3".substring(0, 2 * first) + (first == 0 ? "[9]" : ",9]"));
        }
        ProbeStream tail = created(source);
        assertThat(tail.tail()).isEqualTo(Token.of(3));
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "0000000000000000_0000000000000000", "00000000000000000000000000"})
    void offsetOfTheStart_inheritsNothing(String offset) {
        ProbeStream source = ProbeStream.createWith(ProbeStream.TEXT, "x");
        ProbeStream fork = created(source, "Stream-Fork-Offset", offset);
        assertThat(fork.get().send()).hasStatus(200).hasBody("");
        assertThat(fork.append("y")).isEqualTo(Token.of(0));
    }

    @Test
    void bodyAndClosedFlag_comeBehindWhatIsInherited() {
        ProbeStream source = ProbeStream.createWith(ProbeStream.JSON, "[1]");
        ProbeStream fork = ProbeStream.fresh(ProbeStream.JSON);
        assertThat(fork(fork, source)
                        .type(ProbeStream.JSON)
                        .closing()
                        .body("[2,3]")
                        .send())
                .hasStatus(201)
                .hasHeader("Stream-Next-Offset", Token.of(2))
                .hasHeader("Stream-Closed", "true");
        assertThat(fork.get().send()).hasBody("[1,2,3]").hasHeader("Stream-Closed", "true");
        assertThat(source.head().send()).lacksHeader("Stream-Closed");
    }

    @Test
    void closedSource_canBeForked_andTheForkIsOpen() {
        ProbeStream source = ProbeStream.createWith(ProbeStream.TEXT, "x");
        source.close();
        ProbeStream fork = created(source);
        assertThat(fork.head().send()).lacksHeader("Stream-Closed");
        fork.append("y");
        assertThat(fork.get().send()).hasBody("xy");
    }

    @Test
    void sourcePath_mayBeEscaped_andIsReadAsAnyOther() {
        var source = new ProbeStream(ProbeStream.freshName() + "/a b/ü", ProbeStream.TEXT);
        assertThat(source.put().body("x").send()).hasStatus(201);
        assertThat(created(source).get().send()).hasBody("x");
    }

    // Confirmed or in conflict

    @Test
    void sameAgain_isConfirmed_alsoWithWhatWasLeftOut() {
        ProbeStream source = ProbeStream.createWith(ProbeStream.JSON, "[1,2,3]");
        source.append("[4]");
        ProbeStream fork = created(source, "Stream-Fork-Offset", Token.of(0), "Stream-Fork-Sub-Offset", "1");
        assertThat(again(fork, source).send()).hasStatus(200).hasHeader("Stream-Next-Offset", Token.of(1));
        assertThat(again(fork, source).header("Stream-Fork-Offset", Token.of(0)).send())
                .hasStatus(200);
        assertThat(again(fork, source).type(ProbeStream.JSON).send()).hasStatus(200);
        fork.append("[9]");
        assertThat(again(fork, source).send()).hasStatus(200).hasHeader("Stream-Next-Offset", Token.of(2));

        assertThat(fork(fork, source).send()).isProblem(409, "conflict", "stream config mismatch");
        assertThat(again(fork, source).header("Stream-Fork-Offset", Token.of(1)).send())
                .isProblem(409, "conflict");
        assertThat(fork(fork, source).header("Stream-Fork-Sub-Offset", "2").send())
                .isProblem(409, "conflict");
        assertThat(again(fork, source).type(ProbeStream.TEXT).send()).isProblem(409, "conflict");
        assertThat(again(fork, source).header("Stream-TTL", "60").send()).isProblem(409, "conflict");
        assertThat(again(fork, source).closing().send()).isProblem(409, "conflict");
        assertThat(fork(fork, ProbeStream.create(ProbeStream.JSON))
                        .header("Stream-Fork-Sub-Offset", "1")
                        .send())
                .isProblem(409, "conflict");
    }

    private static Call again(ProbeStream fork, ProbeStream source) {
        return fork(fork, source).header("Stream-Fork-Sub-Offset", "1");
    }

    @Test
    void subOffsetZero_isTheSameAsNone() {
        ProbeStream source = ProbeStream.createWith(ProbeStream.JSON, "[1]");
        ProbeStream fork = created(source, "Stream-Fork-Sub-Offset", "0");
        assertThat(fork(fork, source).send()).hasStatus(200);
    }

    @Test
    void plainPutOnAFork_andForkHeadersOnAPlainStream_areConflicts() {
        ProbeStream source = ProbeStream.createWith(ProbeStream.TEXT, "x");
        ProbeStream fork = created(source);
        assertThat(fork.put().send()).isProblem(409, "conflict", "stream config mismatch");
        ProbeStream plain = ProbeStream.create(ProbeStream.TEXT);
        assertThat(fork(plain, source).send()).isProblem(409, "conflict", "stream config mismatch");
        assertThat(fork(source, source).send()).isProblem(409, "conflict", "stream config mismatch");
    }

    // Refused

    @Test
    void missingOrExpiredSource_isNotFound() throws InterruptedException {
        ProbeStream fork = ProbeStream.fresh(ProbeStream.TEXT);
        assertThat(fork(fork, ProbeStream.fresh(ProbeStream.TEXT)).send()).isNotFound();
        ProbeStream expired = ProbeStream.createFor(ProbeStream.TEXT, "0");
        Thread.sleep(20);
        assertThat(fork(fork, expired).send()).isNotFound();
        assertThat(fork.head().send()).hasStatus(404);
    }

    @Test
    void otherContentType_isAConflict_andAForkHasThatOfItsSource() {
        ProbeStream source = ProbeStream.createWith(ProbeStream.TEXT, "x");
        ProbeStream fork = ProbeStream.fresh(ProbeStream.TEXT);
        assertThat(fork(fork, source).type(ProbeStream.JSON).send())
                .isProblem(409, "conflict", "content-type mismatch");
        assertThat(fork(fork, source).send()).hasStatus(201).hasHeader("Content-Type", ProbeStream.TEXT);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "now",
                "0",
                "9999999999999999_9999999999999999",
                "00000000000000000U0000000000",
                "7ZZZZZZZZZZZZZZZZZZZZZZZZZ"
            })
    void offsetThatIsMalformedOrBeyondTheTail_isBad(String offset) {
        ProbeStream source = ProbeStream.createWith(ProbeStream.TEXT, "x");
        ProbeStream fork = ProbeStream.fresh(ProbeStream.TEXT);
        assertThat(fork(fork, source).header("Stream-Fork-Offset", offset).send())
                .isProblem(400, "bad_request");
        assertThat(fork(fork, source).header("Stream-Fork-Offset", Token.of(1)).send())
                .isProblem(400, "bad_request");
        assertThat(fork.head().send()).hasStatus(404);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-1", "abc", "1.5", "05", "00", "+1"})
    void subOffsetThatIsNoNumber_isBad(String subOffset) {
        ProbeStream source = ProbeStream.createWith(ProbeStream.JSON, "[1]");
        ProbeStream fork = ProbeStream.fresh(ProbeStream.JSON);
        assertThat(fork(fork, source)
                        .header("Stream-Fork-Offset", "-1")
                        .header("Stream-Fork-Sub-Offset", subOffset)
                        .send())
                .isBadRequest("invalid Stream-Fork-Sub-Offset: " + subOffset);
        assertThat(fork.head().send()).hasStatus(404);
    }

    @Test
    void offsetsWithoutASource_areBad() {
        ProbeStream stream = ProbeStream.fresh(ProbeStream.TEXT);
        assertThat(stream.put().header("Stream-Fork-Offset", "-1").send()).isBadRequest("missing Stream-Forked-From");
        assertThat(stream.put().header("Stream-Fork-Sub-Offset", "0").send())
                .isBadRequest("missing Stream-Forked-From");
        assertThat(stream.head().send()).hasStatus(404);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "/v1/streams", "/v1/stream/", "/v1/stream/a/_schema", "/v1/stream/__ds/x"})
    void sourceThatIsNoStreamPath_isBad(String path) {
        assertThat(ProbeStream.fresh(ProbeStream.TEXT)
                        .put()
                        .header("Stream-Forked-From", path)
                        .send())
                .isBadRequest("invalid Stream-Forked-From: " + path);
    }

    @Test
    void badBody_isBad_andLeavesNothing() {
        ProbeStream source = ProbeStream.createWith(ProbeStream.JSON, "[1]");
        ProbeStream fork = ProbeStream.fresh(ProbeStream.JSON);
        assertThat(fork(fork, source).body("{").send()).isProblem(400, "bad_request");
        assertThat(source.delete().send()).hasStatus(204);
        assertThat(source.get().send()).isNotFound();
    }

    @Test
    void rejectedForks_leaveNoReference() {
        ProbeStream source = ProbeStream.createWith(ProbeStream.JSON, "[1]");
        ProbeStream fork = ProbeStream.fresh(ProbeStream.JSON);
        assertThat(fork(fork, source).type(ProbeStream.TEXT).send()).hasStatus(409);
        assertThat(fork(fork, source).header("Stream-Fork-Offset", Token.of(5)).send())
                .hasStatus(400);
        assertThat(fork(fork, source).header("Stream-Fork-Sub-Offset", "1").send())
                .hasStatus(400);
        assertThat(source.delete().send()).hasStatus(204);
        assertThat(source.get().send()).isNotFound();
        assertThat(source.put().send()).hasStatus(201);
    }

    // Sub-offsets

    @Test
    void jsonSubOffset_endsAtTheEndOfTheRequestThatFollows() {
        ProbeStream source = ProbeStream.createWith(ProbeStream.JSON, "[1,2,3]");
        source.append("[4,5]");
        assertThat(created(source, "Stream-Fork-Offset", "-1", "Stream-Fork-Sub-Offset", "3")
                        .get()
                        .send())
                .hasBody("[1,2,3]");
        assertThat(created(source, "Stream-Fork-Offset", Token.of(0), "Stream-Fork-Sub-Offset", "2")
                        .get()
                        .send())
                .hasBody("[1,2,3]");
        assertThat(created(source, "Stream-Fork-Offset", Token.of(2), "Stream-Fork-Sub-Offset", "1")
                        .get()
                        .send())
                .hasBody("[1,2,3,4]");
        for (String[] place :
                new String[][] {{"-1", "4"}, {Token.of(0), "3"}, {Token.of(2), "3"}, {Token.of(4), "1"}}) {
            assertThat(fork(ProbeStream.fresh(ProbeStream.JSON), source)
                            .header("Stream-Fork-Offset", place[0])
                            .header("Stream-Fork-Sub-Offset", place[1])
                            .send())
                    .isProblem(400, "bad_request");
        }
        assertThat(fork(ProbeStream.fresh(ProbeStream.JSON), source)
                        .header("Stream-Fork-Sub-Offset", "1")
                        .send())
                .isProblem(400, "bad_request");
    }

    @Test
    void jsonSubOffset_reachesOverARequestThatIsCutIntoManyRows() {
        ProbeStream source = ProbeStream.createWith(ProbeStream.JSON, "[0]");
        source.append("[" + "1,".repeat(39_999) + "1]");
        source.append("[2]");
        ProbeStream fork = created(source, "Stream-Fork-Offset", Token.of(0), "Stream-Fork-Sub-Offset", "40000");
        assertThat(fork.tail()).isEqualTo(Token.of(40_000));
        assertThat(fork(ProbeStream.fresh(ProbeStream.JSON), source)
                        .header("Stream-Fork-Offset", Token.of(0))
                        .header("Stream-Fork-Sub-Offset", "40001")
                        .send())
                .isProblem(400, "bad_request");
    }

    @Test
    void byteSubOffset_isAPrefixOfTheNextMessage_alsoOfAFork() {
        ProbeStream source = ProbeStream.createWith(ProbeStream.TEXT, "hello");
        source.append("world");
        ProbeStream fork = created(source, "Stream-Fork-Offset", Token.of(0), "Stream-Fork-Sub-Offset", "3");
        assertThat(fork.get().send()).hasBody("hellowor");
        assertThat(fork.tail()).isEqualTo(Token.of(1));
        ProbeStream second = created(fork, "Stream-Fork-Offset", Token.of(0), "Stream-Fork-Sub-Offset", "2");
        assertThat(second.get().send()).hasBody("hellowo");
        assertThat(created(source, "Stream-Fork-Offset", "-1", "Stream-Fork-Sub-Offset", "5")
                        .get()
                        .send())
                .hasBody("hello");
        for (String subOffset : new String[] {"6", "99999999999999999999"}) {
            assertThat(fork(ProbeStream.fresh(ProbeStream.TEXT), source)
                            .header("Stream-Fork-Offset", "-1")
                            .header("Stream-Fork-Sub-Offset", subOffset)
                            .send())
                    .isProblem(400, "bad_request");
        }
    }
}
