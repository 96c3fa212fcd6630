package dev.streamslocal.engine.http;

import dev.streamslocal.protocol.Headers;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.AsciiString;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/** A request that has arrived whole. Confined to one exchange; its values may be read from any thread that got the exchange. */
public final class Request {

    static final byte[] NO_BODY = {};

    private final Method method;
    private final String methodName;
    private final RequestTarget target;
    private final boolean http10;
    private final HttpHeaders headers;

    private byte[] body = NO_BODY;
    private int bodyLength;
    private boolean bodyTaken;
    private boolean bodyTooLarge;

    /** Bytes of the body as long as it waits to be taken, and what bounds them; guarded by this. */
    private int charged;

    private @Nullable IntakeBudget budget;

    Request(String methodName, RequestTarget target, boolean http10, HttpHeaders headers) {
        this.method = Method.of(methodName);
        this.methodName = methodName;
        this.target = target;
        this.http10 = http10;
        this.headers = headers;
    }

    public Method method() {
        return method;
    }

    /** The method as sent, for {@link Method#OTHER}. */
    public String methodName() {
        return methodName;
    }

    /** The path as sent, still encoded, from the first slash; bytes above ASCII as ISO-8859-1 characters. */
    public String rawPath() {
        return target.path();
    }

    /** The text between question mark and fragment as sent; "" when there is none. */
    public String rawQuery() {
        return target.query();
    }

    public Query query() {
        return target.parameters();
    }

    RequestTarget target() {
        return target;
    }

    /** Host and port as the client names them: those of an absolute target go before the header (RFC 9112 §3.2.2); "" without either. */
    public String host() {
        return target.authority().isEmpty() ? header(Headers.HOST) : target.authority();
    }

    public boolean http10() {
        return http10;
    }

    /** First value of a header as ISO-8859-1 characters without surrounding blanks; "" when it is absent. */
    public String header(String name) {
        String value = headers.get(name);
        return value == null ? "" : value;
    }

    /** A header that is a list: its lines joined as if it had been sent in one (RFC 9110 §5.3); "" when it is absent. */
    public String listHeader(String name) {
        return headers.contains(name) ? String.join(", ", headers.getAll(name)) : "";
    }

    public boolean hasHeader(String name) {
        return headers.contains(name);
    }

    /** The same by a name whose hash is known: for what is looked up on every request. */
    String header(AsciiString name) {
        String value = headers.get(name);
        return value == null ? "" : value;
    }

    boolean hasHeader(AsciiString name) {
        return headers.contains(name);
    }

    /** Whether a header was sent more than once. */
    boolean repeats(AsciiString name) {
        Iterator<? extends CharSequence> values = headers.valueCharSequenceIterator(name);
        if (!values.hasNext()) {
            return false;
        }
        values.next();
        return values.hasNext();
    }

    /**
     * The whole body in an array of exactly its length, which the caller owns from now on; always empty but for POST and PUT.
     *
     * @throws IllegalStateException when called again, or when the body was too large to keep
     */
    public byte[] body() {
        if (bodyTaken || bodyTooLarge) {
            throw new IllegalStateException(bodyTaken ? "body was taken before" : "body was too large to keep");
        }
        byte[] taken = body;
        bodyTaken = true;
        body = NO_BODY;
        letGo();
        return taken;
    }

    /** Bytes of the body that arrived, also when it was too large; at most {@link Integer#MAX_VALUE}. */
    public int bodyLength() {
        return bodyLength;
    }

    /** Whether the body went beyond the limit; it was then read to its end and thrown away. */
    public boolean bodyTooLarge() {
        return bodyTooLarge;
    }

    /** @param payer has bounded the bytes so far, and gets them back when the body is taken or the exchange is over */
    synchronized void arrived(byte[] whole, IntakeBudget payer) {
        body = whole;
        bodyLength = whole.length;
        charged = whole.length;
        budget = payer;
    }

    /** Bytes of the body if it still waits to be taken. */
    synchronized int waitingBytes() {
        return charged;
    }

    /** The body was taken, or nobody will. */
    synchronized void letGo() {
        if (budget != null) {
            budget.give(charged);
        }
        charged = 0;
    }

    void arrivedTooLarge(long length) {
        bodyTooLarge = true;
        bodyLength = (int) Math.min(length, Integer.MAX_VALUE);
    }
}
