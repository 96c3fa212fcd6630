package dev.streamslocal.engine.inspect;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** JSON values as maps, lists, texts, numbers and truth values; {@link #NULL} is null. */
final class JsonTree {

    static final Object NULL = new Object();

    private static final JsonFactory JSON = new JsonFactory();

    private JsonTree() {}

    /** An object of names and values in turn, which keeps their order. */
    static Map<String, Object> object(Object... namesAndValues) {
        var object = new LinkedHashMap<String, Object>();
        for (var i = 0; i < namesAndValues.length; i += 2) {
            object.put((String) namesAndValues[i], namesAndValues[i + 1]);
        }
        return object;
    }

    /** The value as a compact JSON text. */
    static String text(Object value) {
        var text = new StringWriter();
        try (var out = JSON.createGenerator(text)) {
            write(value, out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }

    private static void write(Object value, JsonGenerator out) throws IOException {
        switch (value) {
            case Map<?, ?> object -> {
                out.writeStartObject();
                for (var each : object.entrySet()) {
                    out.writeFieldName((String) each.getKey());
                    write(each.getValue(), out);
                }
                out.writeEndObject();
            }
            case List<?> array -> {
                out.writeStartArray();
                for (var each : array) {
                    write(each, out);
                }
                out.writeEndArray();
            }
            case String text -> out.writeString(text);
            case Boolean truth -> out.writeBoolean(truth);
            case Double number when number != Math.rint(number) || Double.isInfinite(number) -> out.writeNumber(number);
            case Number number -> out.writeNumber(number.longValue());
            default -> {
                if (value != NULL) {
                    throw new IllegalArgumentException("not a JSON value: " + value);
                }
                out.writeNull();
            }
        }
    }
}
