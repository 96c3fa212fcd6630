package dev.streamslocal.engine;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.nio.file.Path;

/**
 * What a started server tells whoever started it (contract 50 §6).
 *
 * {@snippet class="dev.streamslocal.engine.examples.ServerExamplesIT" region="exports"}
 *
 * @param url {@code http://<hostname as given>:<port>}; an IPv6 hostname stands without brackets
 * @param sqlite absolute path of the database
 */
public record Exports(String name, long pid, int port, String url, String sqlite) {

    /** The JSON object over several lines, without a newline at the end. */
    public String pretty() {
        return JsonText.pretty(out -> writeObject(out, false));
    }

    /** As {@link #pretty()}, with {@code "reused": true} for a server that ran before. */
    public String prettyReused() {
        return JsonText.pretty(out -> writeObject(out, true));
    }

    /** As {@link #pretty()}, with a member {@code "log"} that names the file. */
    public String prettyWithLog(Path log) {
        return JsonText.pretty(out -> {
            out.writeStartObject();
            writeMembers(out);
            out.writeStringField("log", log.toString());
            out.writeEndObject();
        });
    }

    /** The URL with brackets around an IPv6 hostname, as clients need it. */
    public String uri() {
        var scheme = "http://";
        if (!url.startsWith(scheme) || url.lastIndexOf(':') < scheme.length()) {
            return url;
        }
        var host = url.substring(scheme.length(), url.lastIndexOf(':'));
        return host.contains(":") && !host.startsWith("[") ? scheme + "[" + host + "]:" + port : url;
    }

    /** The JSON object on one line. */
    public String compact() {
        return JsonText.compact(out -> writeObject(out, false));
    }

    /** Writes the members {@code http} and {@code sqlite} into an open object. */
    void writePlaces(JsonGenerator out) throws IOException {
        out.writeObjectFieldStart("http");
        out.writeNumberField("port", port);
        out.writeStringField("url", url);
        out.writeEndObject();
        out.writeObjectFieldStart("sqlite");
        out.writeStringField("path", sqlite);
        out.writeEndObject();
    }

    private void writeObject(JsonGenerator out, boolean reused) throws IOException {
        out.writeStartObject();
        writeMembers(out);
        if (reused) {
            out.writeBooleanField("reused", true);
        }
        out.writeEndObject();
    }

    private void writeMembers(JsonGenerator out) throws IOException {
        out.writeStringField("name", name);
        out.writeNumberField("pid", pid);
        writePlaces(out);
    }
}
