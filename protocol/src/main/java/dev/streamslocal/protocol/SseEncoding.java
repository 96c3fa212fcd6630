package dev.streamslocal.protocol;

/** How the entries of a page stand in the data of an event (contract 10 §8). */
public enum SseEncoding {
    /** One JSON array on one line. */
    JSON,
    /** The bytes as UTF-8 text, a {@code data:} line for each of its lines. */
    TEXT,
    /** Padded base64 on one line. */
    BASE64;

    /** The encoding for a stream of a normalised content type, read as {@code json} or as {@code raw}. */
    public static SseEncoding of(String contentType, boolean raw) {
        if (ContentTypes.isJson(contentType) && !raw) {
            return JSON;
        }
        return ContentTypes.isText(contentType) ? TEXT : BASE64;
    }
}
