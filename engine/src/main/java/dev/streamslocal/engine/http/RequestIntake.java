package dev.streamslocal.engine.http;

import dev.streamslocal.protocol.Problem;
import io.netty.handler.codec.PrematureChannelClosureException;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import java.util.Optional;

/** Puts requests together from what the decoder finds. Confined to the event loop of its connection. */
final class RequestIntake {

    /** Who gets the requests. */
    interface Listener {

        /**
         * A request is whole.
         *
         * @param complete whether its body was read to the end
         */
        void received(Request request, boolean keepAlive, BodyIntake.Fate fate, boolean complete);

        /** Something arrived that cannot be served; what follows it on this connection is not understood. */
        void refused(Request request, Problem problem);

        /** The client left in the middle of a head. */
        void brokenOff();
    }

    private static final String CONTINUE = "100-continue";
    static final Request NOTHING = new Request("GET", RequestTarget.parse("/"), false, EmptyHttpHeaders.INSTANCE);

    private final Listener listener;
    private final AccessCheck access;
    private final IntakeBudget budget;
    private final int bodyBytesMax;

    private Request request = NOTHING;
    private BodyIntake body;
    private boolean bodyBegun;
    private boolean keepAlive;
    private boolean midBody;
    private boolean continueWanted;

    RequestIntake(Listener listener, AccessCheck access, ServerScope scope) {
        this.listener = listener;
        this.access = access;
        this.budget = scope.budget();
        this.bodyBytesMax = scope.options().bodyBytesMax();
        this.body = new BodyIntake(budget, 0, 0);
    }

    /** Whether a head has arrived and its body is not whole yet. */
    boolean midBody() {
        return midBody;
    }

    /** Whether the client holds its body back until it is asked for it. */
    boolean continueWanted() {
        return continueWanted;
    }

    void continueSent() {
        continueWanted = false;
    }

    /** Takes one object of the decoder; the caller keeps its reference. */
    void take(Object message) {
        if (message == StrictRequestDecoder.MALFORMED_HEAD) {
            refuse(Problem.badRequest("malformed request head"));
        } else if (message instanceof HttpRequest head) {
            takeHead(head);
        } else if (message instanceof HttpContent piece && midBody) {
            takePiece(piece);
        }
    }

    private void takeHead(HttpRequest head) {
        if (head.decoderResult().isFailure()) {
            takeFailure(head.decoderResult().cause());
            return;
        }
        HttpVersion version = head.protocolVersion();
        if (version.majorVersion() != 1) {
            refuse(new Problem(505, "version_not_supported", "HTTP version not supported: " + version.text()));
            return;
        }
        String target = head.uri();
        String method = head.method().name();
        if (!RequestTarget.known(target) || (target.equals("*") && !method.equals("OPTIONS"))) {
            refuse(Problem.badRequest("malformed request target"));
            return;
        }
        boolean http10 = version.minorVersion() == 0;
        HttpHeaders headers = head.headers();
        request = new Request(method, RequestTarget.parse(target), http10, headers);
        keepAlive = keepsAlive(headers, http10);
        bodyBegun = false;
        midBody = true;
        Optional<Problem> fault = AccessCheck.fault(request);
        if (fault.isPresent()) {
            refuse(fault.get());
            return;
        }
        checkCoding();
        if (midBody && headers.contains(HttpHeaderNames.EXPECT) && !http10) {
            takeExpectation();
        }
    }

    private static boolean keepsAlive(HttpHeaders headers, boolean http10) {
        if (!headers.contains(HttpHeaderNames.CONNECTION)) {
            return !http10;
        }
        return http10
                ? headers.containsValue(HttpHeaderNames.CONNECTION, "keep-alive", true)
                : !headers.containsValue(HttpHeaderNames.CONNECTION, "close", true);
    }

    // The decoder takes any list that ends in chunked; we undo no other coding.
    private void checkCoding() {
        if (request.hasHeader(HttpHeaderNames.TRANSFER_ENCODING)
                && !(!request.repeats(HttpHeaderNames.TRANSFER_ENCODING)
                        && request.header(HttpHeaderNames.TRANSFER_ENCODING).equalsIgnoreCase("chunked"))) {
            refuse(Problem.badRequest(
                    "transfer encoding not supported: " + request.header(HttpHeaderNames.TRANSFER_ENCODING)));
        }
    }

    private void takeExpectation() {
        String expectation = request.header(HttpHeaderNames.EXPECT);
        if (!expectation.equalsIgnoreCase(CONTINUE)) {
            refuse(new Problem(417, "expectation_failed", "expectation not supported: " + expectation));
            return;
        }
        long announced = announced();
        if (announced == 0) {
            return;
        }
        if (access.refusal(request).isPresent()) {
            refuse(access.refusal(request).get());
        } else if (announced > bodyBytesMax) {
            midBody = false;
            request.arrivedTooLarge(announced);
            listener.received(request, false, BodyIntake.Fate.TOO_LARGE, false);
        } else {
            continueWanted = true;
        }
    }

    /** Bytes of the body to come; negative for a chunked one. */
    private long announced() {
        if (request.hasHeader(HttpHeaderNames.TRANSFER_ENCODING)) {
            return -1;
        }
        String length = request.header(HttpHeaderNames.CONTENT_LENGTH);
        return length.isEmpty() ? 0 : Long.parseLong(length);
    }

    private void takePiece(HttpContent piece) {
        if (piece.decoderResult().isFailure()) {
            takeFault(piece.decoderResult().cause());
            return;
        }
        boolean last = piece instanceof LastHttpContent;
        if (piece.content().isReadable()) {
            beginBody();
            body.add(piece.content(), last);
        }
        if (last) {
            complete();
        }
    }

    private void beginBody() {
        continueWanted = false;
        if (!bodyBegun) {
            bodyBegun = true;
            body = hasUseForBody() ? new BodyIntake(budget, announced(), bodyBytesMax) : BodyIntake.ignoring(budget);
        }
    }

    // What such a request carries would be kept until its answer, which a live read may wait for long.
    private boolean hasUseForBody() {
        return switch (request.method()) {
            case POST, PUT -> true;
            case GET, HEAD, DELETE, OPTIONS, OTHER -> false;
        };
    }

    private void complete() {
        midBody = false;
        continueWanted = false;
        BodyIntake.Fate fate = bodyBegun ? body.fate() : BodyIntake.Fate.KEPT;
        if (bodyBegun) {
            switch (fate) {
                case KEPT -> request.arrived(body.take(), budget);
                case IGNORED -> {}
                case TOO_LARGE -> request.arrivedTooLarge(body.received());
                case OVERLOADED -> body.release();
            }
        }
        Request whole = request;
        request = NOTHING;
        listener.received(whole, keepAlive, fate, true);
    }

    private void takeFailure(Throwable cause) {
        switch (cause) {
            case TooLongHttpLineException e -> refuse(tooLong(414, "uri_too_long", "request line too long"));
            case TooLongHttpHeaderException e -> refuse(tooLong(431, "headers_too_large", "request headers too large"));
            case PrematureChannelClosureException e -> listener.brokenOff();
            default -> refuse(Problem.badRequest("malformed request"));
        }
    }

    // The lines of a body are those of its chunks.
    private void takeFault(Throwable cause) {
        if (cause instanceof TooLongHttpLineException) {
            refuse(Problem.badRequest("malformed request"));
        } else {
            takeFailure(cause);
        }
    }

    private static Problem tooLong(int status, String code, String message) {
        return new Problem(status, code, message);
    }

    private void refuse(Problem problem) {
        Request refused = request;
        drop();
        listener.refused(refused, problem);
    }

    /** Forgets the request under way. */
    void drop() {
        body.release();
        request = NOTHING;
        bodyBegun = false;
        midBody = false;
        continueWanted = false;
    }
}
