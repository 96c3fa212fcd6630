package dev.streamslocal.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ETagTest {

    private static String tag(RoutingKey key, String filter, boolean closed) {
        return ETag.of("i1", 0, 3, "json", 0, key, filter, closed);
    }

    @Test
    void of_eachPart_changesTheTag() {
        Set<String> tags = new HashSet<>();
        tags.add(ETag.of("i1", 0, 3, "json", 0, RoutingKey.NONE, "", false));
        tags.add(ETag.of("i2", 0, 3, "json", 0, RoutingKey.NONE, "", false));
        tags.add(ETag.of("i1", 1, 3, "json", 0, RoutingKey.NONE, "", false));
        tags.add(ETag.of("i1", 0, 4, "json", 0, RoutingKey.NONE, "", false));
        tags.add(ETag.of("i1", 0, 3, "raw", 0, RoutingKey.NONE, "", false));
        tags.add(ETag.of("i1", 0, 3, "json", 1, RoutingKey.NONE, "", false));
        tags.add(ETag.of("i1", 0, 3, "json", 0, RoutingKey.of("k"), "", false));
        tags.add(ETag.of("i1", 0, 3, "json", 0, RoutingKey.NONE, "k", false));
        tags.add(ETag.of("i1", 0, 3, "json", 0, RoutingKey.NONE, "", true));

        assertThat(tags).hasSize(9);
        assertThat(tag(RoutingKey.NONE, "", false)).isEqualTo(tag(RoutingKey.NONE, "", false));
    }

    @Test
    void of_anyKeyAndFilter_isShortVisibleAsciiAndDistinct() {
        String[] texts = {
            "k",
            "a:c",
            "a\"b",
            "a,b",
            "é",
            "\u00e9\u0301",
            "\0",
            "\r\n",
            "😀",
            "%22",
            "\"",
            "~",
            "x".repeat(64),
            "x".repeat(65),
            "x".repeat(66),
            "y".repeat(1 << 20)
        };
        Set<String> tags = new HashSet<>();
        for (String text : texts) {
            for (String tag : new String[] {
                tag(RoutingKey.of(text), "", false),
                tag(RoutingKey.NONE, text, false),
                tag(RoutingKey.of(text), "", true),
                tag(RoutingKey.of(text), text, false)
            }) {
                assertThat(tag).matches("W/\"[!#-~]{1,500}\"");
                tags.add(tag);
            }
        }
        assertThat(tags).hasSize(texts.length * 4);
    }

    @Test
    void of_aKeyThatLooksLikeAHash_differsFromTheHashedOne() {
        String hashed = tag(RoutingKey.of("x".repeat(65)), "", false);
        String hash = hashed.replaceAll(".*:k=[^A-Za-z0-9_-]?([^:\"]+).*", "$1");

        assertThat(hash).hasSize(43);
        assertThat(tag(RoutingKey.of(hash), "", false)).isNotEqualTo(hashed);
        assertThat(tag(RoutingKey.of("~" + hash), "", false)).isNotEqualTo(hashed);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\'',
            value = {
                "'W/\"a\"' | true",
                "'\"a\"' | true",
                "'*' | true",
                "' * ' | true",
                "'\"b\", W/\"a\"' | true",
                "'\"b\",\"a\",\"c\"' | true",
                "'W/\"x,y\" , W/\"a\"' | true",
                "'' | false",
                "'a' | false",
                "'\"a' | false",
                "'\"b\"' | false",
                "'\"ab\"' | false",
                "'\"A\"' | false",
                "'\"*\"' | false",
                "'\"b\", \"a' | false",
                "'\",\"a\",\"' | false",
            })
    void matches_listsAndStars_byWeakComparison(String ifNoneMatch, boolean matches) {
        assertThat(ETag.matches(ifNoneMatch, "W/\"a\"")).isEqualTo(matches);
    }
}
