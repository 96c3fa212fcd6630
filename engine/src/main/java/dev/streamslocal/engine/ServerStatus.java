package dev.streamslocal.engine;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * What can be seen of a server from outside (contract 50 §4.3).
 *
 * {@snippet class="dev.streamslocal.engine.examples.ServerExamplesIT" region="status"}
 *
 * @param dataDir absolute path of its directory, which need not be there
 * @param exports what it told when it started; empty where there is no dump
 * @param dump what its {@code server.json} says, as JSON text; empty if it says nothing that can be read
 * @param pidAlive whether a process of the recorded number is there, be it the server's or not
 * @param healthy whether it answers {@code GET /health} within a second
 */
public record ServerStatus(
        String name,
        String dataDir,
        Optional<Exports> exports,
        Optional<String> dump,
        boolean pidAlive,
        boolean healthy) {

    public boolean running() {
        return pidAlive && healthy;
    }

    /** Whether a server was there that is not running now, as after every stop: its {@code server.json} stays. */
    public boolean stale() {
        return dump.isPresent() && !running();
    }

    /** One JSON object over several lines, without a newline at the end. */
    public String pretty() {
        return JsonText.pretty(this::write);
    }

    /** The same of several, as an array. */
    public static String pretty(List<ServerStatus> all) {
        return JsonText.pretty(out -> {
            out.writeStartArray();
            for (var status : all) {
                status.write(out);
            }
            out.writeEndArray();
        });
    }

    private void write(JsonGenerator out) throws IOException {
        out.writeStartObject();
        out.writeStringField("name", name);
        out.writeStringField("dataDir", dataDir);
        out.writeFieldName("dump");
        if (dump.isPresent()) {
            JsonText.copy(dump.get(), out);
        } else {
            out.writeNull();
        }
        out.writeBooleanField("pidAlive", pidAlive);
        out.writeBooleanField("healthy", healthy);
        out.writeBooleanField("running", running());
        out.writeBooleanField("stale", stale());
        out.writeEndObject();
    }
}
