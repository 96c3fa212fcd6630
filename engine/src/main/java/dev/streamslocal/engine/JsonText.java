package dev.streamslocal.engine;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import com.fasterxml.jackson.core.util.Separators.Spacing;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;

/** Writes JSON texts that people read, in the layout of {@code JSON.stringify(value, null, 2)}. */
final class JsonText {
    static final JsonFactory JSON = new JsonFactory();

    private static final Separators SEPARATORS = Separators.createDefaultInstance()
            .withObjectFieldValueSpacing(Spacing.AFTER)
            .withObjectEmptySeparator("")
            .withArrayEmptySeparator("");
    private static final DefaultIndenter TWO_SPACES = new DefaultIndenter("  ", "\n");

    private JsonText() {}

    /** Writes one value. */
    interface Body {
        void write(JsonGenerator out) throws IOException;
    }

    static String pretty(Body body) {
        var printer = new DefaultPrettyPrinter(SEPARATORS)
                .withObjectIndenter(TWO_SPACES)
                .withArrayIndenter(TWO_SPACES);
        return text(out -> body.write(out.setPrettyPrinter(printer)));
    }

    static String compact(Body body) {
        return text(body);
    }

    /** Writes the value of a JSON text as it is, in the layout of the generator. */
    static void copy(String json, JsonGenerator out) throws IOException {
        try (var parser = JSON.createParser(json)) {
            parser.nextToken();
            out.copyCurrentStructure(parser);
        }
    }

    private static String text(Body body) {
        var text = new StringWriter();
        try (var out = JSON.createGenerator(text)) {
            body.write(out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }
}
