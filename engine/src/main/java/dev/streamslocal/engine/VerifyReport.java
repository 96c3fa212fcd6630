package dev.streamslocal.engine;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.streamslocal.engine.StartException.Fault;
import dev.streamslocal.storage.StorageException;
import dev.streamslocal.storage.StorageFault;
import dev.streamslocal.storage.Verification;
import dev.streamslocal.storage.VerifyResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * What the check of a server's database has found (decision 18).
 *
 * {@snippet class="dev.streamslocal.engine.examples.ServerExamplesIT" region="verify"}
 */
public record VerifyReport(ServerName name, VerifyResult result) {

    /**
     * Checks the database of the server that these options name, also while that server runs; changes nothing.
     *
     * @throws StartException if there is no such database, or it cannot be read as one of ours
     */
    public static VerifyReport of(ServerOptions options) {
        var database = options.directory().database();
        if (!Files.exists(database)) {
            throw new StartException(Fault.DATABASE, "no database of server " + options.name() + ": " + database);
        }
        try {
            return new VerifyReport(options.name(), Verification.of(database));
        } catch (StorageException e) {
            throw new StartException(Fault.DATABASE, e);
        }
    }

    public boolean ok() {
        return result.ok();
    }

    public long streams() {
        return result.streams();
    }

    public long messages() {
        return result.messages();
    }

    public Path file() {
        return result.file();
    }

    /** Each fault in a line; not more of them than the report holds. */
    public List<String> faults() {
        return result.faults().stream()
                .map(fault -> fault.kind().name().toLowerCase(Locale.ROOT)
                        + (fault.stream().isEmpty() ? "" : " in " + fault.stream())
                        + (fault.position() < 0 ? "" : " at " + fault.position())
                        + ": " + fault.detail())
                .toList();
    }

    /** One JSON object over several lines, without a newline at the end. */
    public String pretty() {
        return JsonText.pretty(this::write);
    }

    private void write(JsonGenerator out) throws IOException {
        out.writeStartObject();
        out.writeStringField("name", name.text());
        out.writeStringField("path", result.file().toString());
        out.writeBooleanField("ok", ok());
        out.writeNumberField("schemaVersion", result.version());
        out.writeNumberField("streams", result.streams());
        out.writeNumberField("reclaimedStreams", result.reclaimed());
        out.writeNumberField("batches", result.batches());
        out.writeNumberField("messages", result.messages());
        out.writeNumberField("payloadBytes", result.payloadBytes());
        out.writeNumberField("journalRows", result.journalRows());
        out.writeNumberField("faultsTotal", result.faultsTotal());
        out.writeArrayFieldStart("faults");
        for (var fault : result.faults()) {
            write(out, fault);
        }
        out.writeEndArray();
        out.writeEndObject();
    }

    /** Stream and position stand only where there is one. */
    private static void write(JsonGenerator out, StorageFault fault) throws IOException {
        out.writeStartObject();
        out.writeStringField("kind", fault.kind().name().toLowerCase(Locale.ROOT));
        if (!fault.stream().isEmpty()) {
            out.writeStringField("stream", fault.stream());
        }
        if (fault.position() >= 0) {
            out.writeNumberField("position", fault.position());
        }
        out.writeStringField("detail", fault.detail());
        out.writeEndObject();
    }
}
