package dev.streamslocal.engine.stream;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.streamslocal.engine.http.Exchange;
import dev.streamslocal.engine.http.Query;
import dev.streamslocal.engine.http.Response;
import dev.streamslocal.protocol.Limits;
import dev.streamslocal.protocol.ProtocolException;
import dev.streamslocal.protocol.Timestamps;
import dev.streamslocal.storage.Storage;
import dev.streamslocal.storage.Stream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.regex.Pattern;

/** {@code GET /v1/streams}: the live streams by name (contract 10 §1.4). */
public final class ListEndpoint {
    private static final Pattern WHOLE_NUMBER = Pattern.compile("([+-]?)0*([0-9]+)");
    private static final int EXACT_DIGITS_MAX = 18;

    private final JsonFactory json = new JsonFactory();
    private final Storage storage;

    public ListEndpoint(Storage storage) {
        this.storage = storage;
    }

    public void answer(Exchange exchange) {
        var query = exchange.request().query();
        var limit = number(query, "limit", Limits.LIST_DEFAULT_STREAMS);
        var offset = number(query, "offset", 0);
        var streams = storage.list(offset, (int) Math.min(limit, Limits.LIST_MAX_STREAMS));
        exchange.reply(Response.json(200, render(streams)));
    }

    /** A whole number, 0 where it is negative or empty. */
    private static long number(Query query, String name, long absent) {
        if (!query.has(name)) {
            return absent;
        }
        var text = query.first(name).strip();
        if (text.isEmpty()) {
            return 0;
        }
        var number = WHOLE_NUMBER.matcher(text);
        if (!number.matches()) {
            throw ProtocolException.badRequest("invalid " + name + ": " + text);
        }
        if (number.group(1).equals("-")) {
            return 0;
        }
        var digits = number.group(2);
        return digits.length() > EXACT_DIGITS_MAX ? Long.MAX_VALUE : Long.parseLong(digits);
    }

    private byte[] render(List<Stream> streams) {
        var bytes = new ByteArrayOutputStream(64 + 192 * streams.size());
        try (var out = json.createGenerator(bytes)) {
            out.writeStartArray();
            for (Stream each : streams) {
                render(each, out);
            }
            out.writeEndArray();
        } catch (IOException e) {
            throw new UncheckedIOException("an array in memory takes all bytes", e);
        }
        return bytes.toByteArray();
    }

    private static void render(Stream stream, JsonGenerator out) throws IOException {
        out.writeStartObject();
        out.writeStringField("name", stream.name());
        out.writeStringField("created_at", Timestamps.iso(stream.createdMillis()));
        if (stream.deadlineMillis() == Stream.NEVER) {
            out.writeNullField("expires_at");
        } else {
            out.writeStringField("expires_at", Timestamps.iso(stream.deadlineMillis()));
        }
        out.writeNumberField("epoch", 0);
        out.writeStringField("next_offset", Long.toString(stream.head().tail()));
        out.writeStringField("sealed_through", "-1");
        out.writeStringField("uploaded_through", "-1");
        out.writeStringField("profile", stream.profile());
        out.writeEndObject();
    }
}
