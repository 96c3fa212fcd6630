package dev.streamslocal.cli.bench;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SseEventsTest {
    private final List<String> seen = new ArrayList<>();
    private final SseEvents events =
            new SseEvents((type, data, length) -> seen.add(type + "=" + new String(data, 0, length, ISO_8859_1)));

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 10, 1000})
    void feed_anyPieces_givesTheSameEvents(int piece) {
        var long1 = "x".repeat(3000);
        feed(
                ": hi\n\nevent: data\ndata:[1,\ndata: 2]\n\nevent:control\r\ndata: {}\r\n\r\ndata:" + long1 + "\n\n",
                piece);
        assertThat(seen).containsExactly("data=[1,2]", "control={}", "=" + long1);
        assertThat(events.begin()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"e", "event: data\n", "event: data\ndata: 1\n"})
    void begin_withinAnEvent_saysSo(String text) {
        feed(text, 100);
        assertThat(events.begin()).isFalse();
        assertThat(events.begin()).isTrue();
        assertThat(seen).isEmpty();
    }

    @Test
    void feed_afterBegin_startsClean() {
        feed("event: data\ndata: 1\nda", 100);
        events.begin();
        feed("event: control\ndata: 2\n\n", 100);
        assertThat(seen).containsExactly("control=2");
    }

    private void feed(String text, int piece) {
        var bytes = text.getBytes(ISO_8859_1);
        for (var at = 0; at < bytes.length; at += piece) {
            events.feed(bytes, at, Math.min(bytes.length, at + piece));
        }
    }
}
