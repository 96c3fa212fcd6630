package dev.streamslocal.engine.http;

/** Hears what becomes of connections and requests. Called on event loops, on the path of every request: it may not block. */
public interface HttpObserver {

    /** Hears nothing. */
    HttpObserver NONE = new HttpObserver() {};

    /** A client has connected. */
    default void connected() {}

    /** A connection has ended. */
    default void disconnected() {}

    /**
     * A request is done with.
     *
     * @param status of the answer; 0 if the client left before there was one
     * @param bodyBytes of the answer that were handed to the socket
     */
    default void answered(Exchange exchange, int status, long bodyBytes) {}

    /** Both of them, this one first. */
    default HttpObserver and(HttpObserver next) {
        var first = this;
        return new HttpObserver() {
            @Override
            public void connected() {
                first.connected();
                next.connected();
            }

            @Override
            public void disconnected() {
                first.disconnected();
                next.disconnected();
            }

            @Override
            public void answered(Exchange exchange, int status, long bodyBytes) {
                first.answered(exchange, status, bodyBytes);
                next.answered(exchange, status, bodyBytes);
            }
        };
    }
}
