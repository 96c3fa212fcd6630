package dev.streamslocal.engine.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.streamslocal.protocol.ProtocolException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class QueryTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a=b|b",
                "a=b&a=c|b",
                "x=1&a=b|b",
                "a=b=c|b=c",
                "a=x+y|x y",
                "a=%2B|+",
                "%61=b|b",
                "a=%C3%A9|\u00e9",
                "a=\u00c3\u00a9|\u00e9",
                "&&a=b&|b",
                "a=%zz&a=c|%"
            })
    void first_isTheFirstValueDecoded(String raw, String value) {
        if (value.equals("%")) {
            assertThatThrownBy(() -> Query.parse(raw).first("a")).isInstanceOf(ProtocolException.class);
        } else {
            assertThat(Query.parse(raw).first("a")).isEqualTo(value);
        }
    }

    @Test
    void absentAndEmpty_areToldApartByHas() {
        Query query = Query.parse("a&b=&a=1");
        assertThat(query.first("a")).isEmpty();
        assertThat(query.first("b")).isEmpty();
        assertThat(query.first("c")).isEmpty();
        assertThat(query.has("a")).isTrue();
        assertThat(query.has("b")).isTrue();
        assertThat(query.has("c")).isFalse();
        assertThat(query.count("a")).isEqualTo(2);
        assertThat(Query.parse("").has("")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"%", "%4", "%zz", "%FF", "%C3", "%C3%28", "%ED%A0%80"})
    void malformedValue_is400WhenAskedFor(String value) {
        Query query = Query.parse("key=" + value + "&other=1");
        assertThat(query.first("other")).isEqualTo("1");
        assertThatThrownBy(() -> query.first("key"))
                .isInstanceOfSatisfying(
                        ProtocolException.class,
                        e -> assertThat(e.problem().status()).isEqualTo(400));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/a?b=c|/a|b=c",
                "/a|/a|''",
                "/a?|/a|''",
                "/a?b?c|/a|b?c",
                "/a?b#c|/a|b",
                "/a#b?c|/a|''",
                "http://h/a?b|/a|b",
                "HTTP://h?b|/|b",
                "https://h:1|/|''",
                "//h/a|//h/a|''"
            })
    void target_isTakenApart(String target, String path, String query) {
        RequestTarget parsed = RequestTarget.parse(target);
        assertThat(RequestTarget.known(target)).isTrue();
        assertThat(parsed.path()).isEqualTo(path);
        assertThat(parsed.query()).isEqualTo(query);
    }
}
