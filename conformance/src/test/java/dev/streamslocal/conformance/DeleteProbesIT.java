package dev.streamslocal.conformance;

import static dev.streamslocal.conformance.ProbeAssertions.assertThat;

import org.junit.jupiter.api.Test;

/** Contract 10 §10: deleting a stream, and what the next one of that name knows of it: nothing. */
class DeleteProbesIT {
    @Test
    void delete_answersNothing() {
        ProbeStream stream = ProbeStream.createWith(ProbeStream.TEXT, "x");
        assertThat(stream.delete().send()).hasStatus(204).hasNoBody().hasHeader("X-Content-Type-Options", "nosniff");
    }

    @Test
    void deletedStream_isNotFound() {
        ProbeStream stream = ProbeStream.createWith(ProbeStream.TEXT, "x");
        assertThat(stream.delete().send()).hasStatus(204);

        assertThat(stream.get().send()).isNotFound();
        assertThat(stream.get("offset=now").send()).isNotFound();
        assertThat(stream.get("offset=-1&live=long-poll").send()).isNotFound();
        assertThat(stream.get("offset=-1&live=sse").send()).isNotFound();
        assertThat(stream.post().body("x").send()).isNotFound();
        assertThat(stream.bare().closing().send()).isNotFound();
        assertThat(stream.head().send()).hasStatus(404);
    }

    @Test
    void missingStream_isNotFound() {
        assertThat(ProbeStream.fresh(ProbeStream.TEXT).delete().send()).isNotFound();
    }

    @Test
    @Ours("D16")
    void deletedTwice_isNotFound() {
        ProbeStream stream = ProbeStream.create(ProbeStream.TEXT);
        assertThat(stream.delete().send()).hasStatus(204);
        assertThat(stream.delete().send()).isNotFound();
    }

    @Test
    @Ours("D16")
    void deletedByMany_isDeletedOnce() throws Exception {
        ProbeStream stream = ProbeStream.create(ProbeStream.TEXT);
        assertThat(Together.run(8, () -> stream.delete().send().status()))
                .containsOnlyOnce(204)
                .containsOnly(204, 404);
    }

    @Test
    void name_isFreeAtOnceForAnyConfiguration() {
        String name = ProbeStream.freshName();
        var text = new ProbeStream(name, ProbeStream.TEXT);
        assertThat(text.put().header("Stream-TTL", "60").closing().body("x").send())
                .hasStatus(201);
        assertThat(text.delete().send()).hasStatus(204);

        var json = new ProbeStream(name, ProbeStream.JSON);
        assertThat(json.put().body("[7]").send()).hasStatus(201).lacksHeader("Stream-Closed");
        assertThat(json.get().send()).hasStatus(200).hasBody("[7]").lacksHeader("Stream-Closed");
        assertThat(json.head().send())
                .lacksHeader("Stream-TTL")
                .lacksHeader("Stream-Expires-At")
                .hasHeader("Content-Type", ProbeStream.JSON);
    }

    @Test
    void newStream_knowsNoProducersSequencesOrKeys() {
        ProbeStream stream = ProbeStream.create(ProbeStream.JSON);
        assertThat(stream.post()
                        .producer("p", "9", "0")
                        .header("Stream-Seq", "z")
                        .header("Stream-Key", "k")
                        .body("[1]")
                        .send())
                .hasStatus(200);
        assertThat(stream.delete().send()).hasStatus(204);
        assertThat(stream.put().send()).hasStatus(201);

        assertThat(stream.post()
                        .producer("p", "0", "0")
                        .header("Stream-Seq", "a")
                        .body("[2]")
                        .send())
                .hasStatus(200);
        assertThat(stream.get("offset=-1").send()).hasBody("[2]");
    }

    @Test
    @NotReference("knows no keys")
    void newStream_hasNoEntriesOfTheOldUnderAnyKey() {
        ProbeStream stream = ProbeStream.create(ProbeStream.JSON);
        assertThat(stream.post().header("Stream-Key", "k").body("[1,2,3]").send())
                .hasStatus(204);
        assertThat(stream.delete().send()).hasStatus(204);
        assertThat(stream.put().body("[4]").send()).hasStatus(201);

        assertThat(stream.get("key=k").send()).hasBody("[]").hasHeader("Stream-Next-Offset", Token.of(0));
    }

    @Test
    void manyGenerations_stayApart() {
        ProbeStream stream = ProbeStream.fresh(ProbeStream.TEXT);
        for (int i = 0; i < 20; i++) {
            assertThat(stream.put().body("generation " + i + ";").send()).hasStatus(201);
            stream.append("more");
            assertThat(stream.get().send()).hasBody("generation " + i + ";more");
            assertThat(stream.delete().send()).hasStatus(204);
        }
    }

    @Test
    void otherStreams_stay() {
        ProbeStream stream = ProbeStream.createWith(ProbeStream.TEXT, "x");
        var below = new ProbeStream(stream.name() + "/below", ProbeStream.TEXT);
        assertThat(below.put().body("y").send()).hasStatus(201);
        assertThat(stream.delete().send()).hasStatus(204);
        assertThat(below.get().send()).hasBody("y");
    }
}
