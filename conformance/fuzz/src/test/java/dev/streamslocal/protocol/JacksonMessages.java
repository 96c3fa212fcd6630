package dev.streamslocal.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.List;

/** The messages of a body as Jackson's strict parser sees them: where each begins and ends in the text. */
final class JacksonMessages {
    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(Integer.MAX_VALUE)
                    .maxNumberLength(Integer.MAX_VALUE)
                    .maxStringLength(Integer.MAX_VALUE)
                    .maxNameLength(Integer.MAX_VALUE)
                    .build())
            .build();

    /** What becomes of a body. */
    sealed interface Verdict {}

    record Split(List<String> messages) implements Verdict {}

    record Invalid() implements Verdict {}

    record TooDeep() implements Verdict {}

    private final String text;
    private final JsonParser parser;

    private JacksonMessages(String text, JsonParser parser) {
        this.text = text;
        this.parser = parser;
    }

    static Verdict of(byte[] body) {
        try {
            String text = UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString();
            String json = text.startsWith("\uFEFF") ? text.substring(1) : text;
            try (JsonParser parser = JSON.createParser(json)) {
                return new JacksonMessages(json, parser).verdict();
            }
        } catch (CharacterCodingException notUtf8) {
            return new Invalid();
        } catch (IOException notJson) {
            return new Invalid();
        }
    }

    private Verdict verdict() throws IOException {
        List<String> messages = new ArrayList<>();
        JsonToken first = parser.nextToken();
        if (first == null) {
            return new Invalid();
        }
        boolean list = first == JsonToken.START_ARRAY;
        int depth = list ? 1 : 0;
        JsonToken token = list ? parser.nextToken() : first;
        while (!(list && depth == 1 && token == JsonToken.END_ARRAY)) {
            int begin = at(parser.currentTokenLocation().getCharOffset());
            int outer = depth;
            do {
                depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
                if (depth > Limits.JSON_DEPTH_MAX) {
                    return new TooDeep();
                }
                if (depth > outer) {
                    token = next();
                }
            } while (depth > outer);
            messages.add(text.substring(begin, end()).replace('\r', ' ').replace('\n', ' '));
            if (!list) {
                break;
            }
            token = next();
        }
        return parser.nextToken() == null ? new Split(messages) : new Invalid();
    }

    private JsonToken next() throws IOException {
        JsonToken token = parser.nextToken();
        if (token == null) {
            throw new IOException("the text ends too early");
        }
        return token;
    }

    private int end() throws IOException {
        int begin = at(parser.currentTokenLocation().getCharOffset());
        return switch (parser.currentToken()) {
            case END_ARRAY, END_OBJECT -> begin + 1;
            case VALUE_STRING -> {
                parser.finishToken();
                yield at(parser.currentLocation().getCharOffset());
            }
            default -> begin + parser.getTextLength();
        };
    }

    private static int at(long offset) {
        return (int) offset;
    }
}
