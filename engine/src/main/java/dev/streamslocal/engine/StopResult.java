package dev.streamslocal.engine;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What became of the wish to stop a server (contract 50 §4.2).
 *
 * {@snippet class="dev.streamslocal.engine.examples.ServerExamplesIT" region="stop"}
 *
 * @param reason why no signal was sent, empty if one was
 * @param pid the recorded process, empty without a readable {@code server.json}
 */
public record StopResult(String name, boolean stopped, Optional<String> reason, OptionalLong pid) {

    static StopResult notFound(ServerName name) {
        return new StopResult(name.text(), false, Optional.of("not_found"), OptionalLong.empty());
    }

    static StopResult notRunning(ServerName name, long pid) {
        return new StopResult(name.text(), false, Optional.of("pid_not_running"), OptionalLong.of(pid));
    }

    static StopResult signalled(ServerName name, long pid, boolean ended) {
        return new StopResult(name.text(), ended, Optional.empty(), OptionalLong.of(pid));
    }

    /** One JSON object over several lines, without a newline at the end. */
    public String pretty() {
        return JsonText.pretty(this::write);
    }

    private void write(JsonGenerator out) throws IOException {
        out.writeStartObject();
        out.writeStringField("name", name);
        out.writeBooleanField("stopped", stopped);
        if (reason.isPresent()) {
            out.writeStringField("reason", reason.get());
        }
        if (pid.isPresent()) {
            out.writeNumberField("pid", pid.getAsLong());
        }
        out.writeEndObject();
    }
}
