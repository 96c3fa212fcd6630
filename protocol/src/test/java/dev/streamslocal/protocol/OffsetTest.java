package dev.streamslocal.protocol;

import static dev.streamslocal.protocol.Refusal.assertBadRequest;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OffsetTest {

    /** The vector table of contract 10 §2.1; raw is unsigned. */
    @ParameterizedTest
    @CsvSource({
        "0, 00000000000000000000000000",
        "1, 0000000000000000000G000000",
        "2, 00000000000000000010000000",
        "3, 0000000000000000001G000000",
        "12, 00000000000000000060000000",
        "1000, 00000000000000000FM0000000",
        "1500, 00000000000000000QE0000000",
        "4294967295, 0000000000001ZZZZZZG000000",
        "4294967296, 00000000000020000000000000",
        "18446744073709551615, 0000007ZZZZZZZZZZZZG000000",
    })
    void token_ofTheVectorTable_matchesBothWays(String raw, String token) {
        long position = Long.parseUnsignedLong(raw);

        assertThat(new Offset(position).token()).isEqualTo(token);
        assertThat(Offset.parse(token)).isEqualTo(new Offset(position));
    }

    @Test
    void write_intoTheMiddle_touchesOnlyItsBytes() {
        byte[] target = "<..........................>".getBytes(StandardCharsets.US_ASCII);

        Offset.write(1000, target, 1);

        assertThat(new String(target, StandardCharsets.US_ASCII)).isEqualTo("<00000000000000000FM0000000>");
    }

    @Test
    void parse_minusOne_isTheStart() {
        assertThat(Offset.parse("-1")).isEqualTo(Offset.START);
    }

    @Test
    void parse_lowerCaseAndAliases_areTheDigitsTheyStandFor() {
        assertThat(Offset.parse("0000007zzzzzzzzzzzzg000000")).isEqualTo(new Offset(-1));
        assertThat(Offset.parse("ooooooOOOOOOOOOOOOIg000000")).isEqualTo(new Offset(3));
        assertThat(Offset.parse("000000000000000000LG000000")).isEqualTo(new Offset(3));
        assertThat(Offset.parse("000000000000000000iG000000")).isEqualTo(new Offset(3));
        assertThat(Offset.parse("000000000000000000lG000000")).isEqualTo(new Offset(3));
        assertThat(Offset.parse("000000000000000000IG000000")).isEqualTo(new Offset(3));
    }

    @Test
    void parse_epochBlockAndPadding_areIgnored() {
        assertThat(Offset.parse("ZZZZZR00000000000000000000")).isEqualTo(Offset.START);
        assertThat(Offset.parse("ZZZZZZR0000000000000000000")).isEqualTo(Offset.START);
        assertThat(Offset.parse("0000000000000000001FZZZZZZ")).isEqualTo(new Offset(2));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\t", "   "})
    void parse_blank_isMissing(String text) {
        assertBadRequest("missing offset", () -> Offset.parse(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0",
                "0,1",
                "now",
                "-2",
                "--1",
                " -1",
                "0000000000000000_0000000000000000",
                "9999999999999999_9999999999999999",
                "000000000000000000000000000",
                "0000000000000000000000000"
            })
    void parse_anyOtherLength_namesIt(String text) {
        assertBadRequest("invalid offset length: " + text.length(), () -> Offset.parse(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"U", "u", "*", "/", "\0", "\r", "\n", " ", ",", ".", "-", "é", "İ", "😀"})
    void parse_aCharacterOutsideTheAlphabet_namesIt(String bad) {
        String token = "0000000000000" + bad + "0".repeat(13 - bad.length());

        assertBadRequest("invalid base32 char: " + bad, () -> Offset.parse(token));
    }

    @Test
    void beyond_isUnsigned() {
        assertThat(new Offset(5).beyond(5)).isFalse();
        assertThat(new Offset(6).beyond(5)).isTrue();
        assertThat(new Offset(-1).beyond(5)).isTrue();
        assertThat(Offset.START.beyond(0)).isFalse();
    }
}
