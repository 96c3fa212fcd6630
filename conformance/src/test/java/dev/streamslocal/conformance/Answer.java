package dev.streamslocal.conformance;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;

/** One HTTP answer as it came over the wire; header values are ISO-8859-1 text, the body is without its transfer coding. */
@SuppressWarnings("ArrayRecordComponent") // Answers are never compared as a whole.
record Answer(int status, List<Header> headers, byte[] body) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int SHOWN_CHARACTERS_MAX = 500;

    record Header(String name, String value) {}

    boolean has(String name) {
        return headers.stream().anyMatch(header -> header.name().equalsIgnoreCase(name));
    }

    /** The first value of that name, or the empty string. */
    String header(String name) {
        return headers.stream()
                .filter(header -> header.name().equalsIgnoreCase(name))
                .map(Header::value)
                .findFirst()
                .orElse("");
    }

    String nextOffset() {
        return header("Stream-Next-Offset");
    }

    String text() {
        return new String(body, StandardCharsets.UTF_8);
    }

    JsonNode json() {
        try {
            return JSON.readTree(text());
        } catch (JsonProcessingException failure) {
            throw new AssertionError("not JSON: " + this, failure);
        }
    }

    @Override
    public String toString() {
        String head = headers.stream()
                .map(header -> header.name() + ": " + header.value())
                .collect(Collectors.joining("\n"));
        String shown = text();
        return status + "\n" + head + "\n\n" + shown.substring(0, Math.min(shown.length(), SHOWN_CHARACTERS_MAX));
    }
}
