package dev.streamslocal.engine.http;

/** The request methods the surface tells apart. */
public enum Method {
    GET,
    HEAD,
    PUT,
    POST,
    DELETE,
    OPTIONS,
    /** Any other token; its text is {@link Request#methodName()}. */
    OTHER;

    static Method of(String name) {
        return switch (name) {
            case "GET" -> GET;
            case "HEAD" -> HEAD;
            case "PUT" -> PUT;
            case "POST" -> POST;
            case "DELETE" -> DELETE;
            case "OPTIONS" -> OPTIONS;
            default -> OTHER;
        };
    }

    /** Whether a foreign page may send it: the browser keeps the answer from that page, and nothing changes here. */
    boolean safe() {
        return this == GET || this == HEAD || this == OPTIONS;
    }
}
