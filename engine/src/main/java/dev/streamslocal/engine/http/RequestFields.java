package dev.streamslocal.engine.http;

import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.DefaultHttpHeadersFactory;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpHeadersFactory;

/**
 * The fields of a request head, with one length at most. In HTTP/1.0 the decoder would take the first of several and forget the others,
 * and whoever goes by another one sees other requests (RFC 9112 §6.3).
 */
final class RequestFields extends DefaultHttpHeaders {

    /** Names are checked here; a {@link HeadScan} has looked at every byte of the values. */
    private static final DefaultHttpHeadersFactory CHECKS =
            DefaultHttpHeadersFactory.headersFactory().withValueValidation(false);

    static final HttpHeadersFactory FACTORY = new HttpHeadersFactory() {
        @Override
        public HttpHeaders newHeaders() {
            return new RequestFields();
        }

        @Override
        public HttpHeaders newEmptyHeaders() {
            return new RequestFields();
        }
    };

    private RequestFields() {
        super(CHECKS.getNameValidator(), CHECKS.getValueValidator());
    }

    /** Throws IllegalArgumentException for a second length. */
    @Override
    public HttpHeaders add(CharSequence name, Object value) {
        if (HttpHeaderNames.CONTENT_LENGTH.contentEqualsIgnoreCase(name) && contains(HttpHeaderNames.CONTENT_LENGTH)) {
            throw new IllegalArgumentException("more than one Content-Length");
        }
        return super.add(name, value);
    }
}
