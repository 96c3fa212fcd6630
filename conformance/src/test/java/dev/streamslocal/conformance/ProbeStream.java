package dev.streamslocal.conformance;

import static dev.streamslocal.conformance.ProbeAssertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;

/** A stream of one probe, under a name no other probe and no other run uses. */
record ProbeStream(String name, String contentType) {
    static final String JSON = "application/json";
    static final String TEXT = "text/plain";
    static final String BINARY = "application/octet-stream";

    private static final String RUN = Long.toString(System.currentTimeMillis(), 36);
    private static final AtomicInteger COUNT = new AtomicInteger();

    /** A stream that is not there yet. */
    static ProbeStream fresh(String contentType) {
        return new ProbeStream(freshName(), contentType);
    }

    static String freshName() {
        return "probe-" + RUN + "-" + COUNT.incrementAndGet();
    }

    static ProbeStream create(String contentType) {
        ProbeStream stream = fresh(contentType);
        assertThat(stream.put().send()).hasStatus(201);
        return stream;
    }

    static ProbeStream createWith(String contentType, String initial) {
        ProbeStream stream = fresh(contentType);
        assertThat(stream.put().body(initial).send()).hasStatus(201);
        return stream;
    }

    static ProbeStream createFor(String contentType, String ttl) {
        ProbeStream stream = fresh(contentType);
        assertThat(stream.put().header("Stream-TTL", ttl).send()).hasStatus(201);
        return stream;
    }

    String path() {
        return "/v1/stream/" + escape(name);
    }

    Call put() {
        return Call.to("PUT", path()).type(contentType);
    }

    Call post() {
        return Call.to("POST", path()).type(contentType);
    }

    /** A POST without content type, for what needs none. */
    Call bare() {
        return Call.to("POST", path());
    }

    Call get() {
        return Call.get(path());
    }

    /** A read with this query, without its question mark. */
    Call get(String query) {
        return Call.get(path() + "?" + query);
    }

    Call head() {
        return Call.to("HEAD", path());
    }

    Call delete() {
        return Call.to("DELETE", path());
    }

    /** Appends and returns the offset after it. */
    String append(String body) {
        Answer answer = post().body(body).send();
        assertThat(answer).hasStatus(204);
        return answer.nextOffset();
    }

    void close() {
        assertThat(bare().closing().send()).hasStatus(204);
    }

    String tail() {
        Answer answer = head().send();
        assertThat(answer).hasStatus(200);
        return answer.nextOffset();
    }

    /** Percent-encodes everything but unreserved characters. */
    static String escape(String text) {
        var escaped = new StringBuilder();
        for (byte next : text.getBytes(StandardCharsets.UTF_8)) {
            boolean unreserved = next > 0 && (Character.isLetterOrDigit(next) || "-._~".indexOf(next) >= 0);
            escaped.append(unreserved ? String.valueOf((char) next) : "%%%02X".formatted(next & 0xff));
        }
        return escaped.toString();
    }
}
