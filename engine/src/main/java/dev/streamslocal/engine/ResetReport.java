package dev.streamslocal.engine;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Says that the data of a server is gone (contract 50 §4.2).
 *
 * {@snippet class="dev.streamslocal.engine.examples.ServerExamplesIT" region="reset"}
 *
 * @param sqlite path of the database, which need not have been there
 */
public record ResetReport(String name, Path sqlite) {

    /** One JSON object over several lines, without a newline at the end. */
    public String pretty() {
        return JsonText.pretty(this::write);
    }

    private void write(JsonGenerator out) throws IOException {
        out.writeStartObject();
        out.writeStringField("name", name);
        out.writeBooleanField("reset", true);
        out.writeStringField("sqlite", sqlite.toString());
        out.writeEndObject();
    }
}
