package dev.streamslocal.engine;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.streamslocal.storage.PrivateFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The file {@code server.json}, by which other processes find a running server (contract 50 §3). */
final class ServerFile {
    private static final int VERSION = 1;
    private static final Object OTHER = new Object();
    private static final DateTimeFormatter ISO_MILLIS =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    private final Path path;

    ServerFile(Path path) {
        this.path = path;
    }

    /** Replaces the file as a whole, so that no reader sees half of it. */
    void write(Exports exports, Instant startedAt) throws IOException {
        var draft = path.resolveSibling(path.getFileName() + ".tmp");
        var text = JsonText.pretty(out -> writeObject(out, exports, startedAt)) + "\n";
        PrivateFiles.write(draft, text);
        Files.move(draft, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** What the file says; empty when it is missing, no JSON, or lacks a member or has one of another type. */
    Optional<Exports> read() {
        try (var parser = JsonText.JSON.createParser(Files.readAllBytes(path))) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return Optional.empty();
            }
            var members = readObject(parser);
            return parser.nextToken() == null ? exports(members) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** The JSON text of the file; empty when it cannot be read. */
    Optional<String> text() {
        try {
            return Optional.of(Files.readString(path, StandardCharsets.UTF_8));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    void delete() throws IOException {
        Files.deleteIfExists(path);
    }

    /** Deletes the file if it names this process. */
    void deleteIfOf(long pid) throws IOException {
        if (read().filter(exports -> exports.pid() == pid).isPresent()) {
            delete();
        }
    }

    private static void writeObject(JsonGenerator out, Exports exports, Instant startedAt) throws IOException {
        out.writeStartObject();
        out.writeNumberField("version", VERSION);
        out.writeStringField("name", exports.name());
        out.writeNumberField("pid", exports.pid());
        out.writeStringField("startedAt", ISO_MILLIS.format(startedAt));
        exports.writePlaces(out);
        out.writeEndObject();
    }

    private static Map<String, Object> readObject(JsonParser parser) throws IOException {
        var members = new HashMap<String, Object>();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            var name = parser.currentName();
            members.put(name, readValue(parser));
        }
        return members;
    }

    private static Object readValue(JsonParser parser) throws IOException {
        return switch (parser.nextToken()) {
            case START_OBJECT -> readObject(parser);
            case VALUE_STRING -> parser.getText();
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> (long) parser.getDoubleValue();
            default -> {
                parser.skipChildren();
                yield OTHER;
            }
        };
    }

    private static Optional<Exports> exports(Map<String, Object> members) {
        return members.get("name") instanceof String name
                        && members.get("pid") instanceof Long pid
                        && members.get("http") instanceof Map<?, ?> http
                        && http.get("port") instanceof Long port
                        && http.get("url") instanceof String url
                        && members.get("sqlite") instanceof Map<?, ?> sqlite
                        && sqlite.get("path") instanceof String path
                ? Optional.of(new Exports(name, pid, port.intValue(), url, path))
                : Optional.empty();
    }
}
