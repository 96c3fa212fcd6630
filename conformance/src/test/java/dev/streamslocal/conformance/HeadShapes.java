package dev.streamslocal.conformance;

import static dev.streamslocal.conformance.RequestShape.last;
import static dev.streamslocal.conformance.RequestShape.refused;
import static dev.streamslocal.conformance.RequestShape.served;

import java.util.stream.Stream;

/** Request lines and header lines, legal and not (RFC 9112 §2 to §5). */
final class HeadShapes {
    private static final String HEALTH = "GET /health HTTP/1.1|Host: HOST|";
    private static final String POST = "POST PATH HTTP/1.1|Host: HOST|Content-Type: text/plain|";

    private HeadShapes() {}

    static Stream<RequestShape> all() {
        return Stream.of(requestLines(), versions(), targets(), lines(), names(), hosts(), sizes(), connections())
                .flatMap(shapes -> shapes);
    }

    private static Stream<RequestShape> requestLines() {
        return Stream.of(
                served("empty lines first", 200, "||" + HEALTH + "|"),
                served("LF first", 200, "\n" + HEALTH + "|"),
                refused("blank first", " " + HEALTH + "|"),
                refused("NUL first", "\0" + HEALTH + "|"),
                refused("byte order mark first", "\u00ef\u00bb\u00bf" + HEALTH + "|"),
                refused("TLS", "\u0016\u0003\u0001\0\u00f0\u0001\0\0\u00ec\u0003\u0003"),
                refused("method alone", "GET|Host: HOST||"),
                refused("no target", "GET HTTP/1.1|Host: HOST||"),
                refused("two blanks before the target", "GET  /health HTTP/1.1|Host: HOST||"),
                refused("two blanks behind the target", "GET /health  HTTP/1.1|Host: HOST||"),
                refused("blank at the end", "GET /health HTTP/1.1 |Host: HOST||"),
                refused("tabs", "GET\t/health\tHTTP/1.1|Host: HOST||"),
                refused("vertical tab", "GET\u000b/health HTTP/1.1|Host: HOST||"),
                refused("no-break space", "GET\u00a0/health HTTP/1.1|Host: HOST||"),
                refused("CR in the line", "GET /health\r HTTP/1.1|Host: HOST||"),
                refused("CR alone as line end", "GET /health HTTP/1.1\rHost: HOST||"),
                refused("LF alone as line end", "GET /health HTTP/1.1\nHost: HOST||"),
                refused("method that is no token", "G(T /health HTTP/1.1|Host: HOST||"),
                refused("method with a colon", "GET: /health HTTP/1.1|Host: HOST||"),
                refused("control character in method", "G\u0001T /health HTTP/1.1|Host: HOST||"),
                served("method in small letters", 400, "get PATH HTTP/1.1|Host: HOST||"),
                served("TRACE", 400, "TRACE PATH HTTP/1.1|Host: HOST||"),
                refused("CONNECT", "CONNECT HOST HTTP/1.1|Host: HOST||"));
    }

    private static Stream<RequestShape> versions() {
        return Stream.of(
                refused("HTTP/0.9", "GET /health|"),
                refused("HTTP/0.9 with headers", "GET /health|Host: HOST||"),
                last("HTTP/1.0", 200, "GET /health HTTP/1.0||"),
                served("HTTP/1.0 that stays", 200, "GET /health HTTP/1.0|Connection: keep-alive||"),
                served("HTTP/1.2", 200, "GET /health HTTP/1.2|Host: HOST||"),
                refused("HTTP/1.10", "GET /health HTTP/1.10|Host: HOST||"),
                refused("HTTP/01.1", "GET /health HTTP/01.1|Host: HOST||"),
                refused("HTTP/1.1.1", "GET /health HTTP/1.1.1|Host: HOST||"),
                refused("HTTP/1", "GET /health HTTP/1|Host: HOST||"),
                refused("HTTP/1,1", "GET /health HTTP/1,1|Host: HOST||"),
                refused("HTTP/+1.1", "GET /health HTTP/+1.1|Host: HOST||"),
                refused("version in small letters", "GET /health http/1.1|Host: HOST||"),
                refused("two versions", "GET /health HTTP/1.1 HTTP/1.1|Host: HOST||"),
                refused("another protocol", "GET /health ICY/1.1|Host: HOST||"),
                refused("HTTP/0.1", 505, "GET /health HTTP/0.1|Host: HOST||"),
                refused("HTTP/2.0", 505, "GET /health HTTP/2.0|Host: HOST||"),
                refused("HTTP/2 preface", 505, "PRI * HTTP/2.0||SM||"),
                served(
                        "upgrade to HTTP/2",
                        200,
                        HEALTH + "Connection: Upgrade, HTTP2-Settings|Upgrade: h2c|HTTP2-Settings: AAMAAABkAAQAAP__||"),
                served(
                        "upgrade to WebSocket",
                        200,
                        HEALTH
                                + "Connection: Upgrade|Upgrade: websocket|Sec-WebSocket-Version: 13|Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==||"),
                // A draft of 2010 had eight bytes follow such a head; to RFC 9112 they are the next request.
                served(
                        "upgrade to the WebSocket of old",
                        200,
                        HEALTH
                                + "Connection: Upgrade|Upgrade: WebSocket|Sec-WebSocket-Key1: 1 1|Sec-WebSocket-Key2: 2 2||"));
    }

    private static Stream<RequestShape> targets() {
        return Stream.of(
                served("absolute target", 200, "GET http://HOST/health HTTP/1.1|Host: HOST||"),
                served("absolute target in capitals", 200, "GET HTTP://LocalHost/health HTTP/1.1|Host: HOST||"),
                served("absolute target and another host", 200, "GET http://HOST/health HTTP/1.1|Host: evil.example||"),
                served("absolute target elsewhere", 403, "GET http://evil.example/health HTTP/1.1|Host: HOST||"),
                served(
                        "absolute target with a user",
                        403,
                        "GET http://localhost@evil.example/health HTTP/1.1|Host: HOST||"),
                served("absolute target without a path", 404, "GET http://HOST HTTP/1.1|Host: HOST||"),
                refused("absolute target without host header", "GET http://HOST/health HTTP/1.1||"),
                refused("absolute target without authority", "GET http:///health HTTP/1.1|Host: HOST||"),
                refused("absolute target with a query alone", "GET http://?x HTTP/1.1|Host: HOST||"),
                refused("target of another scheme", "GET ftp://HOST/health HTTP/1.1|Host: HOST||"),
                refused("authority as target", "GET HOST HTTP/1.1|Host: HOST||"),
                refused("target without slash", "GET health HTTP/1.1|Host: HOST||"),
                served("target with two slashes", 404, "GET //evil.example/health HTTP/1.1|Host: HOST||"),
                served("asterisk", 204, "OPTIONS * HTTP/1.1|Host: HOST||"),
                refused("asterisk to another method", "GET * HTTP/1.1|Host: HOST||"),
                refused("asterisk and more", "OPTIONS *x HTTP/1.1|Host: HOST||"),
                refused("NUL in target", "GET /health\0 HTTP/1.1|Host: HOST||"),
                refused("control character in target", "GET /health\u001f HTTP/1.1|Host: HOST||"),
                refused("DEL in target", "GET /health\u007f HTTP/1.1|Host: HOST||"),
                refused("blank in target", "GET /he alth HTTP/1.1|Host: HOST||"),
                served("escaped line ends in target", 404, "GET /health%0D%0A%0D%0ADELETE HTTP/1.1|Host: HOST||"));
    }

    private static Stream<RequestShape> lines() {
        return Stream.of(
                refused("LF alone behind a header", HEALTH + "X-A: a\nX-B: b||"),
                refused("CR alone behind a header", HEALTH + "X-A: a\rX-B: b||"),
                refused("LF alone ends the head", HEALTH + "X-A: a|\n"),
                refused("LF twice ends the head", HEALTH + "X-A: a\n\n"),
                refused("CR alone ends the head", HEALTH + "X-A: a|\r"),
                refused("LF CR", HEALTH + "X-A: a\n\rX-B: b||"),
                refused("CR CR LF", HEALTH + "X-A: a\r|"),
                refused("line folded by a blank", HEALTH + "X-A: a| b||"),
                refused("line folded by a tab", HEALTH + "X-A: a|\tb||"),
                refused("line folded to nothing", HEALTH + "X-A: a| ||"),
                refused("first header folded", "GET /health HTTP/1.1| Host: HOST||"),
                refused("blank line between that is none", HEALTH + " |X-A: a||"),
                refused("length hidden by a fold", POST + "X-A: a| Content-Length: #||EVIL"),
                refused("length hidden by LF", POST + "X-A: a\nContent-Length: #||EVIL"),
                refused("length hidden by CR", POST + "X-A: a\rContent-Length: #||EVIL"),
                refused("request hidden by LF", HEALTH + "X-A: a\n\nEVIL"));
    }

    private static Stream<RequestShape> names() {
        return Stream.of(
                refused("no colon", HEALTH + "X-A||"),
                refused("no name", HEALTH + ": a||"),
                refused("colon alone", HEALTH + ":||"),
                refused("blank before the colon", HEALTH + "X-A : a||"),
                refused("tab before the colon", HEALTH + "X-A\t: a||"),
                refused("blank in name", HEALTH + "X A: a||"),
                refused("NUL in name", HEALTH + "X\0A: a||"),
                refused("bracket in name", HEALTH + "X(A: a||"),
                refused("quotes in name", HEALTH + "\"X\": a||"),
                refused("Latin-1 in name", HEALTH + "X\u00e9: a||"),
                refused("NUL in value", HEALTH + "X-A: a\0b||"),
                refused("BEL in value", HEALTH + "X-A: a\u0007b||"),
                refused("DEL in value", HEALTH + "X-A: a\u007fb||"),
                refused("form feed before the value", HEALTH + "X-A:\fa||"),
                served("Latin-1 in value", 200, HEALTH + "X-A: \u00e9\u0085\u00a0||"),
                served("empty value", 200, HEALTH + "X-A:||"),
                served("blanks around value", 200, HEALTH + "X-A: \t a \t ||"),
                served("colons in value", 200, HEALTH + "X-A:: a:b||"),
                refused("length with a blank before the colon", POST + "Content-Length : #||EVIL"),
                refused("coding with a blank before the colon", POST + "Transfer-Encoding : chunked||0||EVIL"),
                refused("host with a blank before the colon", "GET /health HTTP/1.1|Host : HOST||"));
    }

    private static Stream<RequestShape> hosts() {
        return Stream.of(
                refused("no host", "GET /health HTTP/1.1||"),
                refused("no host, with a body", "POST PATH HTTP/1.1|Content-Type: text/plain|Content-Length: #||EVIL"),
                refused("two hosts", "GET /health HTTP/1.1|Host: HOST|Host: evil.example||"),
                refused("two hosts, equal", "GET /health HTTP/1.1|Host: HOST|Host: HOST||"),
                refused("two hosts, one empty", "GET /health HTTP/1.1|Host:|Host: HOST||"),
                refused("two hosts in HTTP/1.0", "GET /health HTTP/1.0|Host: HOST|host: evil.example||"),
                served("empty host", 403, "GET /health HTTP/1.1|Host:||"),
                served("host list", 403, "GET /health HTTP/1.1|Host: localhost, evil.example||"),
                served("host with a user", 403, "GET /health HTTP/1.1|Host: evil@localhost||"),
                served("host with a user below localhost", 403, "GET /health HTTP/1.1|Host: evil@a.localhost||"),
                served("host with a path", 403, "GET /health HTTP/1.1|Host: localhost/evil||"),
                served("host with a path before", 403, "GET /health HTTP/1.1|Host: evil.example/a.localhost||"),
                served(
                        "host with a comma below localhost",
                        403,
                        "GET /health HTTP/1.1|Host: evil.example,a.localhost||"),
                served("host with a blank", 403, "GET /health HTTP/1.1|Host: localhost evil||"),
                served("host with two ports", 403, "GET /health HTTP/1.1|Host: localhost:80:80||"),
                served("host with words for a port", 403, "GET /health HTTP/1.1|Host: localhost:http||"),
                served(
                        "foreign host with a body",
                        403,
                        "POST PATH HTTP/1.1|Host: evil.example|Content-Length: #||EVIL"));
    }

    private static Stream<RequestShape> sizes() {
        return Stream.of(
                served("target of 16 000 bytes", 404, "GET /" + "a".repeat(16_000) + " HTTP/1.1|Host: HOST||"),
                refused("target of 17 000 bytes", 414, "GET /" + "a".repeat(17_000) + " HTTP/1.1|Host: HOST||"),
                refused("method of 17 000 bytes", 414, "A".repeat(17_000) + " /health HTTP/1.1|Host: HOST||"),
                served("head of 32 000 bytes", 200, HEALTH + "X-A: " + "a".repeat(32_000) + "||"),
                refused("head of 33 000 bytes", 431, HEALTH + "X-A: " + "a".repeat(33_000) + "||"),
                served("5 000 headers", 200, HEALTH + "A: b|".repeat(5_000) + "|"),
                refused("9 000 headers", 431, HEALTH + "A: b|".repeat(9_000) + "|"));
    }

    private static Stream<RequestShape> connections() {
        return Stream.of(
                last("close", 200, HEALTH + "Connection: close||"),
                last("close in capitals", 200, HEALTH + "Connection: CLOSE||"),
                last("close in a list", 200, HEALTH + "Connection: keep-alive, close||"),
                last("close in a second line", 200, HEALTH + "Connection: keep-alive|Connection: close||"),
                last("close with EVIL behind", 200, HEALTH + "Connection: close||EVIL"),
                served("closed is not close", 200, HEALTH + "Connection: closed||"),
                served("length named hop by hop", 204, POST + "Connection: Content-Length|Content-Length: #||EVIL")
                        .storing("EVIL"),
                served("host named hop by hop", 200, HEALTH + "Connection: Host||"),
                refused("expectation unknown", 417, POST + "Expect: magic|Content-Length: #||EVIL"),
                refused("expectation list", 417, POST + "Expect: 100-continue, magic|Content-Length: #||EVIL"),
                served("expectation", 204, POST + "Expect: 100-Continue|Content-Length: #||EVIL")
                        .storing("EVIL"),
                served(
                                "expectation of a chunked body",
                                204,
                                POST + "Expect: 100-continue|Transfer-Encoding: chunked||3|abc|0||")
                        .storing("abc"),
                served("expectation without a body", 200, HEALTH + "Expect: 100-continue||"));
    }
}
