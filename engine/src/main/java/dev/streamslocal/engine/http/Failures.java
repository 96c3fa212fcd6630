package dev.streamslocal.engine.http;

import dev.streamslocal.protocol.Headers;
import dev.streamslocal.protocol.Problem;
import dev.streamslocal.protocol.ProtocolException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes HTTP of exceptions; the one place that does. */
final class Failures {

    private static final Logger LOG = LoggerFactory.getLogger(Failures.class);

    private Failures() {}

    static Response answer(Exchange exchange, Throwable cause) {
        if (cause instanceof ProtocolException malformed) {
            return Response.problem(malformed.problem());
        }
        Request request = exchange.request();
        String id = exchange.requestId();
        LOG.error("{} {} failed, request {}", request.methodName(), request.rawPath(), id, cause);
        return Response.problem(Problem.internal()).header(Headers.X_REQUEST_ID, id);
    }
}
