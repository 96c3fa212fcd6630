package dev.streamslocal.engine;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** One SSE connection, read event by event as raw lines. */
final class SseClient implements AutoCloseable {
    final HttpResponse<InputStream> response;
    private final BufferedReader lines;

    /** An event as it stood on the wire: its lines joined by LF, without the blank line at its end. */
    record Event(String text) {

        boolean control() {
            return text.startsWith("event: control\n");
        }
    }

    private SseClient(HttpResponse<InputStream> response) {
        this.response = response;
        this.lines = new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8));
    }

    static SseClient open(HttpClient client, URI uri) {
        try {
            return new SseClient(client.send(HttpRequest.newBuilder(uri).GET().build(), BodyHandlers.ofInputStream()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The next event; an empty text at the end of the body. */
    Event next() {
        var event = new ArrayList<String>();
        try {
            for (var line = lines.readLine(); line != null && !line.isEmpty(); line = lines.readLine()) {
                event.add(line);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Event(String.join("\n", event));
    }

    /** All events up to the end of the body. */
    List<Event> rest() {
        var all = new ArrayList<Event>();
        for (var event = next(); !event.text().isEmpty(); event = next()) {
            all.add(event);
        }
        return all;
    }

    @Override
    public void close() {
        try {
            response.body().close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
