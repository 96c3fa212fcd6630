package dev.streamslocal.conformance;

import static dev.streamslocal.conformance.ProbeAssertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Contract 10 §6.4 and decision 9: entity tags. */
class CachingProbesIT {
    @Test
    @NotReference("leaves the offsets out")
    void sameRead_isNotModified() {
        ProbeStream stream = ProbeStream.createWith(ProbeStream.TEXT, "x");
        Answer read = stream.get("offset=-1").send();

        Answer again = stream.get("offset=-1")
                .header("If-None-Match", read.header("ETag"))
                .send();

        assertThat(again)
                .hasStatus(304)
                .hasNoBody()
                .hasHeader("ETag", read.header("ETag"))
                .hasHeader("Stream-Next-Offset", read.nextOffset())
                .hasHeader("Stream-Up-To-Date", "true")
                .hasHeader("Cache-Control", read.header("Cache-Control"))
                .lacksHeader("Content-Type");
    }

    @Test
    @NotReference("has strong tags and no end offset")
    void tag_isWeak() {
        ProbeStream stream = ProbeStream.createWith(ProbeStream.TEXT, "x");
        Answer read = stream.get().send();
        assertThat(read).hasHeaderMatching("ETag", "W/\"[^\"]+\"");
        assertThat(stream.get().header("If-None-Match", read.header("ETag")).send())
                .hasStatus(304)
                .hasHeader("Stream-End-Offset", Token.of(0));
    }

    @Test
    void otherTag_isReadAgain() {
        ProbeStream stream = ProbeStream.createWith(ProbeStream.TEXT, "x");
        assertThat(stream.get().header("If-None-Match", "W/\"other\"").send())
                .hasStatus(200)
                .hasBody("x");
    }

    @Test
    @NotReference("makes no difference between some")
    void tag_isThatOfStartEndFormatAndKey() {
        ProbeStream stream = ProbeStream.createWith(ProbeStream.JSON, "[1,2]");
        String tag = stream.get().send().header("ETag");

        for (String query : List.of("offset=" + Token.of(0), "format=raw", "key=a")) {
            assertThat(stream.get(query).header("If-None-Match", tag).send()).hasStatus(200);
        }
        for (String query : List.of("offset=-1", "offset=" + Token.START, "format=json", "key=")) {
            assertThat(stream.get(query).header("If-None-Match", tag).send()).hasStatus(304);
        }
    }

    @Test
    void append_changesTheTagAtTheTail() {
        ProbeStream stream = ProbeStream.createWith(ProbeStream.TEXT, "x");
        String tag = stream.get().send().header("ETag");
        stream.append("y");
        assertThat(stream.get().header("If-None-Match", tag).send())
                .hasStatus(200)
                .hasBody("xy");
    }

    @ParameterizedTest
    @ValueSource(strings = {"offset=now", "offset=-1&live=long-poll", "offset=now&live=long-poll&timeout=1"})
    @NotReference("tags long-polls")
    void otherReads_haveNoTag(String query) {
        assertThat(ProbeStream.createWith(ProbeStream.TEXT, "x").get(query).send())
                .lacksHeader("ETag");
    }

    @Test
    void sse_hasNoTag() {
        try (SseReader reader = SseReader.open(ProbeStream.createWith(ProbeStream.TEXT, "x"), "offset=-1")) {
            assertThat(reader.head()).hasStatus(200).lacksHeader("ETag");
        }
    }

    @Test
    @Ours("D10")
    void close_changesTheTag() {
        ProbeStream stream = ProbeStream.createWith(ProbeStream.TEXT, "x");
        String open = stream.get().send().header("ETag");
        stream.close();
        Answer closed = stream.get().header("If-None-Match", open).send();
        assertThat(closed).hasStatus(200).hasHeader("Stream-Closed", "true");
        assertThat(stream.get().header("If-None-Match", closed.header("ETag")).send())
                .hasStatus(304)
                .hasHeader("Stream-Closed", "true");
    }

    @Test
    @Ours("D10")
    void recreation_changesTheTag() {
        ProbeStream stream = ProbeStream.createWith(ProbeStream.TEXT, "old");
        String tag = stream.get().send().header("ETag");
        assertThat(stream.delete().send()).hasStatus(204);
        assertThat(stream.put().body("new").send()).hasStatus(201);
        assertThat(stream.get().header("If-None-Match", tag).send())
                .hasStatus(200)
                .hasBody("new");
    }

    @Test
    @Ours("decision 9")
    void ifNoneMatch_mayBeAListOrAnything() {
        ProbeStream stream = ProbeStream.createWith(ProbeStream.TEXT, "x");
        String tag = stream.get().send().header("ETag");
        for (String value :
                List.of("*", "\"a\", " + tag, tag + ",\"b\"", "\"a\" ,W/\"b\"," + tag, tag.replaceFirst("^W/", ""))) {
            assertThat(stream.get().header("If-None-Match", value).send()).hasStatus(304);
        }
        for (String value : List.of("\"a\", \"b\"", "\"*\"", tag.substring(0, tag.length() - 1) + "x\"")) {
            assertThat(stream.get().header("If-None-Match", value).send()).hasStatus(200);
        }
    }

    @Test
    @Ours("decision 9 takes lists, and RFC 9110 §5.3 lets a list come in several lines")
    void ifNoneMatch_mayComeInSeveralLines() {
        ProbeStream stream = ProbeStream.createWith(ProbeStream.TEXT, "x");
        String tag = stream.get().send().header("ETag");
        for (List<String> lines : List.of(List.of("\"a\"", tag), List.of(tag, "\"a\""), List.of("", "\"a\", " + tag))) {
            Call read = stream.get();
            lines.forEach(line -> read.header("If-None-Match", line));
            assertThat(read.send()).hasStatus(304);
        }
        assertThat(stream.get()
                        .header("If-None-Match", "\"a\"")
                        .header("If-None-Match", "\"b\"")
                        .send())
                .hasStatus(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"%E2%82%AC", "%00", "%0D%0AX-Injected:%20yes", "%22", "%F0%9F%98%80", "a%22%2C%22b"})
    @Ours("the original answers 500")
    void anyKey_fitsIntoATag(String key) {
        ProbeStream stream = ProbeStream.create(ProbeStream.JSON);
        Answer read = stream.get("key=" + key).send();
        assertThat(read)
                .hasStatus(200)
                .hasBody("[]")
                .hasHeaderMatching("ETag", "W/\"[!#-~]+\"")
                .lacksHeader("X-Injected");
        assertThat(stream.get("key=" + key)
                        .header("If-None-Match", read.header("ETag"))
                        .send())
                .hasStatus(304);
    }
}
