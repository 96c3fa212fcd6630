package dev.streamslocal.engine.stream;

import dev.streamslocal.protocol.ContentTypes;
import dev.streamslocal.protocol.ProtocolException;
import dev.streamslocal.storage.Stream;

/** The form of a page's body (contract 10 §6.2). */
enum ReadFormat {
    /** One JSON array of all messages. */
    JSON("json"),
    /** The messages back to back. */
    RAW("raw");

    private final String text;

    ReadFormat(String text) {
        this.text = text;
    }

    /** Reads the parameter; the array is the default on JSON streams and illegal on others. */
    static ReadFormat parse(String parameter, boolean json) {
        return switch (parameter) {
            case "" -> standard(json);
            case "raw" -> RAW;
            case "json" -> {
                if (!json) {
                    throw ProtocolException.badRequest("invalid format");
                }
                yield JSON;
            }
            default -> throw ProtocolException.badRequest("invalid format");
        };
    }

    static ReadFormat standard(boolean json) {
        return json ? JSON : RAW;
    }

    String text() {
        return text;
    }

    String contentType(Stream stream) {
        return this == JSON ? ContentTypes.JSON : stream.contentType();
    }
}
