package dev.streamslocal.engine.http;

/** Takes every request that has arrived whole. Called on the event loop of the connection, so it may not block. */
public interface Dispatcher {

    /**
     * Answers now, or keeps the exchange and answers later from any thread.
     *
     * <p>A {@link dev.streamslocal.protocol.ProtocolException} becomes its problem; anything else thrown is logged once and becomes
     * 500 {@code internal server error}.
     */
    void dispatch(Exchange exchange);
}
