package dev.streamslocal.conformance;

import static dev.streamslocal.conformance.ProbeAssertions.assertThat;

import java.math.BigInteger;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Contract 10 §2: offset tokens. */
@NotReference("has offsets of another form")
class OffsetProbesIT {
    @ParameterizedTest
    @CsvSource({
        "0, 00000000000000000000000000",
        "1, 0000000000000000000G000000",
        "2, 00000000000000000010000000",
        "3, 0000000000000000001G000000",
        "12, 00000000000000000060000000",
        "1000, 00000000000000000FM0000000",
        "1500, 00000000000000000QE0000000",
    })
    void token_afterRealAppends(int entries, String token) {
        ProbeStream stream = ProbeStream.create(ProbeStream.JSON);
        if (entries > 0) {
            stream.append(
                    IntStream.range(0, entries).mapToObj(String::valueOf).collect(Collectors.joining(",", "[", "]")));
        }
        assertThat(stream.tail()).isEqualTo(token);
    }

    @Test
    void tokens_growBytewise() {
        ProbeStream stream = ProbeStream.create(ProbeStream.TEXT);
        var tokens = IntStream.range(0, 70).mapToObj(i -> stream.append("x")).toList();
        assertThat(tokens)
                .isSorted()
                .doesNotHaveDuplicates()
                .allMatch(token -> token.matches("[0-9A-HJKMNP-TV-Z]{26}"));
    }

    /** Positions no probe can reach by appending are legal on a read and come back re-encoded. */
    @ParameterizedTest
    @CsvSource({
        "4294967295, 0000000000001ZZZZZZG000000",
        "4294967296, 00000000000020000000000000",
        "9223372036854775807, 0000003ZZZZZZZZZZZZG000000",
        "18446744073709551615, 0000007ZZZZZZZZZZZZG000000",
    })
    void tokenBeyondTheTail_isAnEmptyReadThere(BigInteger entries, String token) {
        assertThat(Token.ofCount(entries)).isEqualTo(token);
        ProbeStream stream = ProbeStream.createWith(ProbeStream.TEXT, "x");

        assertThat(stream.get("offset=" + token).send())
                .hasStatus(200)
                .hasNoBody()
                .hasHeader("Stream-Next-Offset", token)
                .hasHeader("Stream-End-Offset", Token.of(0))
                .lacksHeader("Stream-Up-To-Date");
    }

    @Test
    void absentAndMinusOne_areTheStart() {
        ProbeStream stream = ProbeStream.createWith(ProbeStream.JSON, "[1,2]");
        assertThat(stream.get().send()).hasBody("[1,2]");
        assertThat(stream.get("offset=-1").send()).hasBody("[1,2]");
        assertThat(stream.get("offset=" + Token.START).send()).hasBody("[1,2]");
        assertThat(stream.get("offset=" + Token.of(0)).send()).hasBody("[2]");
        assertThat(stream.get("offset=" + Token.of(1)).send()).hasBody("[]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"long-poll", "true", "1", "sse"})
    void absent_isBadRequestInLiveModes(String live) {
        assertThat(ProbeStream.create(ProbeStream.TEXT).get("live=" + live).send())
                .isBadRequest("missing offset");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "%20", "+", "%20%20", "%09", "&since=2020-01-01T00:00:00Z"})
    void emptyOrBlank_isBadRequest(String offset) {
        assertThat(ProbeStream.create(ProbeStream.TEXT).get("offset=" + offset).send())
                .isBadRequest("missing offset");
    }

    @ParameterizedTest
    @CsvSource({
        "0000000000000000000g000000, 1",
        "oooooooooooooooooooGOOOOOO, 1",
        "0000000000000000001g000000, 3",
        "000000000000000000IG000000, 3",
        "OOOOOOOOOOOOOOOOOOlgOOOOOO, 3",
        "00000000000000000L60000000, 76",
    })
    void token_isReadLeniently(String token, int entries) {
        ProbeStream stream = ProbeStream.create(ProbeStream.TEXT);
        assertThat(stream.get("offset=" + token).send())
                .hasStatus(200)
                .hasHeader("Stream-Next-Offset", Token.of(entries - 1));
    }

    /** Only the count decides: epoch, in-block position and pad bits of a token are ignored. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "0000000000000000000G000003",
                "0000000000000000000G00000G",
                "0000000000000000000GZZZZZZ",
                "0000040000000000000G000000",
                "ZZZZZR0000000000000G000000"
            })
    void otherPartsOfAToken_areIgnored(String token) {
        ProbeStream stream = ProbeStream.createWith(ProbeStream.JSON, "[1,2]");
        assertThat(stream.get("offset=" + token).send())
                .hasStatus(200)
                .hasBody("[2]")
                .hasHeader("Stream-Next-Offset", Token.of(1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"ZZZZZR00000000000000000000", "00000000000000000000000003"})
    void noEntriesInAnyEpoch_isTheStart(String token) {
        assertThat(ProbeStream.createWith(ProbeStream.JSON, "[1,2]")
                        .get("offset=" + token)
                        .send())
                .hasBody("[1,2]");
    }

    @ParameterizedTest
    @CsvSource({"U, U", "%2A, *", "%20, ' '", "%2F, /", "%21, !", "-, -", "_, _"})
    void otherCharacter_isBadRequest(String escaped, String character) {
        String token = "0000000000000000000G00000" + escaped;
        assertThat(ProbeStream.create(ProbeStream.TEXT).get("offset=" + token).send())
                .isBadRequest("invalid base32 char: " + character);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 1",
        "'0,1', 3",
        "-2, 2",
        "NOW, 3",
        "Now, 3",
        "0000000000000000000G00000, 25",
        "0000000000000000000G0000000, 27",
        "0000000000000000_0000000000000000, 33",
        "9999999999999999_9999999999999999, 33",
    })
    void otherLength_isBadRequest(String offset, int length) {
        assertThat(ProbeStream.create(ProbeStream.TEXT).get("offset=" + offset).send())
                .isBadRequest("invalid offset length: " + length);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a%20b",
                "a,b",
                "a/b",
                "..",
                "../etc",
                "%00",
                "%0d%0a",
                "a%00b",
                "%0A",
                "%2e%2e%2f",
                "null",
                "undefined",
                "%C3%A9"
            })
    void hostileOffset_isBadRequest(String offset) {
        assertThat(ProbeStream.create(ProbeStream.TEXT).get("offset=" + offset).send())
                .hasStatus(400);
    }

    @Test
    void badOffset_isBadRequestInEveryMode() {
        ProbeStream stream = ProbeStream.create(ProbeStream.TEXT);
        for (String mode : List.of("", "&live=long-poll", "&live=sse")) {
            assertThat(stream.get("offset=abc" + mode).send()).isBadRequest("invalid offset length: 3");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"offset=-1&offset=b", "offset=-1&offset=-1", "offset=a&offset=b"})
    @Ours("D8")
    void severalOffsets_areBadRequests(String query) {
        assertThat(ProbeStream.create(ProbeStream.TEXT).get(query).send()).isProblem(400, "bad_request");
    }

    @Test
    void recreatedStream_startsAtZeroAgain() {
        ProbeStream stream = ProbeStream.createWith(ProbeStream.TEXT, "x");
        assertThat(stream.delete().send()).hasStatus(204);
        assertThat(stream.put().body("y").send()).hasStatus(201).hasHeader("Stream-Next-Offset", Token.of(0));
    }

    @Test
    void oldToken_isAPositionInTheNewStream() {
        ProbeStream stream = ProbeStream.create(ProbeStream.JSON);
        String old = stream.append("1");
        assertThat(stream.delete().send()).hasStatus(204);
        assertThat(stream.put().body("[7,8]").send()).hasStatus(201);
        assertThat(stream.get("offset=" + old).send()).hasStatus(200).hasBody("[8]");
    }
}
