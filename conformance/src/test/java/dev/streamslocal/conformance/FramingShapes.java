package dev.streamslocal.conformance;

import static dev.streamslocal.conformance.RequestShape.held;
import static dev.streamslocal.conformance.RequestShape.refused;
import static dev.streamslocal.conformance.RequestShape.served;

import java.util.stream.Stream;

/** Where a body ends: lengths, transfer codings, chunks and trailers, legal and not (RFC 9112 §6 and §7). */
final class FramingShapes {
    private static final String POST = "POST PATH HTTP/1.1|Host: HOST|Content-Type: text/plain|";
    private static final String CHUNKED = POST + "Transfer-Encoding: chunked||";

    private FramingShapes() {}

    static Stream<RequestShape> all() {
        return Stream.of(
                        lengths(),
                        codings(),
                        both(),
                        otherMethods(),
                        chunkSizes(),
                        extensions(),
                        chunkEnds(),
                        trailers())
                .flatMap(shapes -> shapes);
    }

    private static Stream<RequestShape> lengths() {
        return Stream.of(
                served("length", 204, POST + "Content-Length: #||EVIL").storing("EVIL"),
                served("length with zeros", 204, POST + "Content-Length: 000000000000000000000000#||EVIL")
                        .storing("EVIL"),
                served("length between blanks", 204, POST + "Content-Length: \t# \t||EVIL")
                        .storing("EVIL"),
                served("length in small letters", 204, POST + "content-length:#||EVIL")
                        .storing("EVIL"),
                served("no length", 400, POST + "|"),
                served("name that is almost a length", 400, POST + "Content_Length: 500||"),
                refused("length twice, equal", POST + "Content-Length: #|Content-Length: #||EVIL"),
                refused("length twice, larger last", POST + "Content-Length: 0|Content-Length: #||EVIL"),
                refused("length twice, smaller last", POST + "Content-Length: #|Content-Length: 0||EVIL"),
                refused("length twice, zeros", POST + "Content-Length: 0|Content-Length: 0||EVIL"),
                refused("length twice, one empty", POST + "Content-Length:|Content-Length: #||EVIL"),
                refused(
                        "length twice in HTTP/1.0",
                        "POST PATH HTTP/1.0|Host: HOST|Connection: keep-alive|Content-Length: 0|Content-Length: #||EVIL"),
                refused(
                        "length twice in HTTP/1.0, larger first",
                        "POST PATH HTTP/1.0|Host: HOST|Connection: keep-alive|Content-Length: #|Content-Length: 0||EVIL"),
                refused(
                        "length twice in HTTP/1.0, malformed last",
                        "POST PATH HTTP/1.0|Host: HOST|Connection: keep-alive|Content-Length: #|Content-Length: 6x||EVIL"),
                refused(
                        "length list in HTTP/1.0",
                        "POST PATH HTTP/1.0|Host: HOST|Connection: keep-alive|Content-Length: 0, #||EVIL"),
                refused("length list, equal", POST + "Content-Length: #, #||EVIL"),
                refused("length list", POST + "Content-Length: 0, #||EVIL"),
                refused("length list with an empty place", POST + "Content-Length: #,||EVIL"),
                refused("length with plus", POST + "Content-Length: +#||EVIL"),
                refused("length with minus", POST + "Content-Length: -#||EVIL"),
                refused("length of minus zero", POST + "Content-Length: -0||EVIL"),
                refused("length in hexadecimal", POST + "Content-Length: 0x10||EVIL"),
                refused("length in hexadecimal digits", POST + "Content-Length: 1f||EVIL"),
                refused("length empty", POST + "Content-Length:||EVIL"),
                refused("length blank", POST + "Content-Length: \t ||EVIL"),
                refused("length of two words", POST + "Content-Length: # #||EVIL"),
                refused("length with a fraction", POST + "Content-Length: #.0||EVIL"),
                refused("length with an exponent", POST + "Content-Length: 1e1||EVIL"),
                refused("length with underscores", POST + "Content-Length: 1_0||EVIL"),
                refused("length in quotes", POST + "Content-Length: \"#\"||EVIL"),
                refused("length with a parameter", POST + "Content-Length: #;x=y||EVIL"),
                refused("length behind a no-break space", POST + "Content-Length: \u00a0#||EVIL"),
                refused("length before a no-break space", POST + "Content-Length: #\u00a0||EVIL"),
                refused("length in superscript", POST + "Content-Length: \u00b2||EVIL"),
                refused("length with NUL", POST + "Content-Length: #\0||EVIL"),
                refused("length folded", POST + "Content-Length:| #||EVIL"),
                refused("length over long", POST + "Content-Length: 9223372036854775808||EVIL"),
                refused("length that wraps to few", POST + "Content-Length: 18446744073709551619||EVIL"),
                refused("length of 400 digits", POST + "Content-Length: " + "9".repeat(400) + "||EVIL"),
                held("longest length", POST + "Content-Length: 9223372036854775807||EVIL"),
                held("length of one more", POST + "Content-Length: 4000||EVIL"));
    }

    private static Stream<RequestShape> codings() {
        return Stream.of(
                served("coding in capitals", 204, POST + "TRANSFER-ENCODING: CHUNKED||3|abc|0||")
                        .storing("abc"),
                served("coding between blanks", 204, POST + "Transfer-Encoding: \t chunked \t||3|abc|0||")
                        .storing("abc"),
                served("coding offered, not used", 204, POST + "TE: chunked|Content-Length: #||EVIL")
                        .storing("EVIL"),
                served("name that is almost a coding", 400, POST + "Transfer_Encoding: chunked||"),
                refused("coding empty", POST + "Transfer-Encoding:||0||EVIL"),
                refused("coding identity", POST + "Transfer-Encoding: identity||EVIL"),
                refused("coding chunked twice", POST + "Transfer-Encoding: chunked, chunked||0||EVIL"),
                refused(
                        "coding chunked in two lines",
                        POST + "Transfer-Encoding: chunked|Transfer-Encoding: chunked||0||EVIL"),
                refused("coding identity before chunked", POST + "Transfer-Encoding: identity, chunked||0||EVIL"),
                refused("coding identity behind chunked", POST + "Transfer-Encoding: chunked, identity||0||EVIL"),
                refused(
                        "coding identity in a second line",
                        POST + "Transfer-Encoding: chunked|Transfer-Encoding: identity||0||EVIL"),
                refused(
                        "coding identity in a first line",
                        POST + "Transfer-Encoding: identity|Transfer-Encoding: chunked||0||EVIL"),
                refused("coding gzip", POST + "Transfer-Encoding: gzip||0||EVIL"),
                refused("coding gzip before chunked", POST + "Transfer-Encoding: gzip, chunked||0||EVIL"),
                refused("coding xchunked", POST + "Transfer-Encoding: xchunked||0||EVIL"),
                refused("coding chunkedx", POST + "Transfer-Encoding: chunkedx||0||EVIL"),
                refused("coding of two words", POST + "Transfer-Encoding: x chunked||0||EVIL"),
                refused("coding in quotes", POST + "Transfer-Encoding: \"chunked\"||0||EVIL"),
                refused("coding with a parameter", POST + "Transfer-Encoding: chunked;q=1||0||EVIL"),
                refused("coding with an empty place", POST + "Transfer-Encoding: chunked,||0||EVIL"),
                refused("coding behind an empty place", POST + "Transfer-Encoding: ,chunked||0||EVIL"),
                refused("coding behind a no-break space", POST + "Transfer-Encoding: \u00a0chunked||0||EVIL"),
                refused("coding behind a vertical tab", POST + "Transfer-Encoding: \u000bchunked||0||EVIL"),
                refused("coding folded", POST + "Transfer-Encoding:| chunked||0||EVIL"),
                refused("coding hidden by LF", POST + "X-A: a\nTransfer-Encoding: chunked||0||EVIL"),
                refused("coding in HTTP/1.0", "POST PATH HTTP/1.0|Host: HOST|Transfer-Encoding: chunked||0||EVIL"),
                refused(
                        "coding in HTTP/1.0 that stays",
                        "POST PATH HTTP/1.0|Host: HOST|Connection: keep-alive|Transfer-Encoding: chunked||0||EVIL"),
                refused("coding in HTTP/1.2", "POST PATH HTTP/1.2|Host: HOST|Transfer-Encoding: chunked||0||EVIL"));
    }

    private static Stream<RequestShape> both() {
        return Stream.of(
                refused("length before coding", POST + "Content-Length: #|Transfer-Encoding: chunked||0||EVIL"),
                refused("coding before length", POST + "Transfer-Encoding: chunked|Content-Length: #||0||EVIL"),
                refused(
                        "length of the first chunk, and coding",
                        POST + "Content-Length: 4|Transfer-Encoding: chunked||1|a|0||EVIL"),
                refused("length of zero, and coding", POST + "Content-Length: 0|Transfer-Encoding: chunked||0||EVIL"),
                refused("length, and coding unknown", POST + "Content-Length: #|Transfer-Encoding: xchunked||0||EVIL"),
                refused("length, and coding identity", POST + "Content-Length: #|Transfer-Encoding: identity||EVIL"),
                refused("length, and coding empty", POST + "Content-Length: #|Transfer-Encoding:||EVIL"),
                refused(
                        "length and coding in HTTP/1.0",
                        "POST PATH HTTP/1.0|Host: HOST|Connection: keep-alive|Content-Length: #|Transfer-Encoding: chunked||0||EVIL"),
                refused(
                        "length and coding to GET",
                        "GET /health HTTP/1.1|Host: HOST|Content-Length: #|Transfer-Encoding: chunked||0||EVIL"));
    }

    private static Stream<RequestShape> otherMethods() {
        return Stream.of(
                served("GET with a length", 200, "GET /health HTTP/1.1|Host: HOST|Content-Length: #||EVIL"),
                served("GET with chunks", 200, "GET /health HTTP/1.1|Host: HOST|Transfer-Encoding: chunked||3|abc|0||"),
                served("OPTIONS with a length", 204, "OPTIONS PATH HTTP/1.1|Host: HOST|Content-Length: #||EVIL"),
                served("unknown method with a length", 400, "BREW PATH HTTP/1.1|Host: HOST|Content-Length: #||EVIL"),
                served(
                        "missing stream with a length",
                        404,
                        "POST PATH-missing HTTP/1.1|Host: HOST|Content-Type: text/plain|Content-Length: #||EVIL"),
                served(
                        "other content type with a length",
                        409,
                        "POST PATH HTTP/1.1|Host: HOST|Content-Type: text/html|Content-Length: #||EVIL"),
                served(
                        "foreign origin with a length",
                        403,
                        POST + "Origin: http://evil.example|Content-Length: #||EVIL"),
                served(
                                "HTTP/1.0 with a length",
                                204,
                                "POST PATH HTTP/1.0|Host: HOST|Content-Type: text/plain|Connection: keep-alive|Content-Length: #||EVIL")
                        .storing("EVIL"));
    }

    private static Stream<RequestShape> chunkSizes() {
        return Stream.of(
                served("chunk sizes in both cases", 204, CHUNKED + "a|0123456789|A|0123456789|0||")
                        .storing("01234567890123456789"),
                served("chunk size with zeros", 204, CHUNKED + "0000000000000000000003|abc|000||")
                        .storing("abc"),
                served("no chunk", 400, CHUNKED + "0||"),
                refused("chunk size empty", CHUNKED + "|abc|0||EVIL"),
                refused("chunk size blank", CHUNKED + " |abc|0||EVIL"),
                refused("chunk size with plus", CHUNKED + "+3|abc|0||EVIL"),
                refused("chunk size with minus", CHUNKED + "-3|abc|0||EVIL"),
                refused("chunk size of minus zero", CHUNKED + "-0||EVIL"),
                refused("chunk size with 0x", CHUNKED + "0x3|abc|0||EVIL"),
                refused("chunk size of zero with 0x", CHUNKED + "0x0||EVIL"),
                refused("chunk size with h", CHUNKED + "3h|abc|0||EVIL"),
                refused("chunk size with underscore", CHUNKED + "0_3|abc|0||EVIL"),
                refused("chunk size behind a blank", CHUNKED + " 3|abc|0||EVIL"),
                refused("chunk size behind a tab", CHUNKED + "\t3|abc|0||EVIL"),
                refused("chunk size before a blank", CHUNKED + "3 |abc|0||EVIL"),
                refused("chunk size of two words", CHUNKED + "3 3|abc|0||EVIL"),
                refused("chunk size with NUL", CHUNKED + "3\0|abc|0||EVIL"),
                refused("chunk size behind an empty line", CHUNKED + "|3|abc|0||EVIL"),
                refused("chunk size of 2 GiB", CHUNKED + "80000000|abc|0||EVIL"),
                refused("chunk size that wraps to 3", CHUNKED + "100000003|abc|0||EVIL"),
                refused("chunk size that wraps a long to 3", CHUNKED + "10000000000000003|abc|0||EVIL"),
                refused("chunk size of 17 000 digits", CHUNKED + "0".repeat(17_000) + "3|abc|0||EVIL"),
                held("largest chunk size", CHUNKED + "7fffffff|abc|0||EVIL"));
    }

    private static Stream<RequestShape> extensions() {
        return Stream.of(
                served("extension", 204, CHUNKED + "3;a=b|abc|0;c||").storing("abc"),
                served("extension in quotes", 204, CHUNKED + "3;a=\"b;\\\"c\"|abc|0||")
                        .storing("abc"),
                served("extension behind a blank", 204, CHUNKED + "3 ;a|abc|0||")
                        .storing("abc"),
                refused("extension with LF", CHUNKED + "3;a=b\nabc|0||EVIL"),
                refused("extension ended by LF", CHUNKED + "3;a=b\nabc\n0\n\nEVIL"),
                refused("extension with CR", CHUNKED + "3;a=\rb|abc|0||EVIL"),
                refused("extension with CR before a size", CHUNKED + "3;\r5|abc|0||EVIL"),
                refused("extension with LF in quotes", CHUNKED + "3;a=\"\n\"|abc|0||EVIL"),
                refused("extension with CRLF in quotes", CHUNKED + "3;a=\"|\"abc|0||EVIL"),
                refused("extension with CR in quotes", CHUNKED + "3;a=\"\r\"|abc|0||EVIL"),
                refused("extension with NUL", CHUNKED + "3;a=\0|abc|0||EVIL"),
                refused("extension of the last chunk with LF", CHUNKED + "3|abc|0;a=b\n|EVIL"),
                refused("extension alone", CHUNKED + ";a=b|abc|0||EVIL"),
                refused("extension without semicolon", CHUNKED + "3 a=b|abc|0||EVIL"),
                refused("extension of 17 000 bytes", CHUNKED + "3;a=" + "b".repeat(17_000) + "|abc|0||EVIL"));
    }

    private static Stream<RequestShape> chunkEnds() {
        return Stream.of(
                refused("chunk size ended by LF", CHUNKED + "3\nabc|0||EVIL"),
                refused("chunk size ended by CR", CHUNKED + "3\rabc|0||EVIL"),
                refused("chunk size ended by CR CR LF", CHUNKED + "3\r|abc|0||EVIL"),
                refused("chunk ended by LF", CHUNKED + "3|abc\n0||EVIL"),
                refused("chunk ended by CR", CHUNKED + "3|abc\r0||EVIL"),
                refused("chunk ended by LF CR", CHUNKED + "3|abc\n\r0||EVIL"),
                refused("chunk not ended", CHUNKED + "3|abc0||EVIL"),
                refused("chunk longer than its size", CHUNKED + "3|abcde|0||EVIL"),
                refused("chunk shorter than its size", CHUNKED + "5|abc|0||EVIL"),
                refused("last chunk ended by LF", CHUNKED + "3|abc|0\n|EVIL"),
                refused("body ended by LF", CHUNKED + "3|abc|0|\nEVIL"),
                refused("body ended by CR", CHUNKED + "3|abc|0|\rEVIL"));
    }

    private static Stream<RequestShape> trailers() {
        return Stream.of(
                served("trailer", 204, CHUNKED + "3|abc|0|X-A: a||").storing("abc"),
                served("trailer with a length", 204, CHUNKED + "3|abc|0|Content-Length: 500||")
                        .storing("abc"),
                served("trailer with a coding", 204, CHUNKED + "3|abc|0|Transfer-Encoding: chunked||")
                        .storing("abc"),
                served("trailer with another host", 204, CHUNKED + "3|abc|0|Host: evil.example||")
                        .storing("abc"),
                served("trailer that closes", 204, CHUNKED + "3|abc|0|Connection: close|Stream-Closed: true||")
                        .storing("abc"),
                refused("request as trailer", CHUNKED + "3|abc|0|EVIL"),
                refused("trailer without colon", CHUNKED + "3|abc|0|X-A||EVIL"),
                refused("trailer without name", CHUNKED + "3|abc|0|: a||EVIL"),
                refused("trailer with a blank before the colon", CHUNKED + "3|abc|0|X-A : a||EVIL"),
                served("trailer folded", 204, CHUNKED + "3|abc|0|X-A: a| b||").storing("abc"),
                refused("first trailer folded", CHUNKED + "3|abc|0| X-A: a||EVIL"),
                refused("trailer ended by LF", CHUNKED + "3|abc|0|X-A: a\n|EVIL"),
                refused("trailer with CR", CHUNKED + "3|abc|0|X-A: a\rb||EVIL"),
                refused("trailer with NUL", CHUNKED + "3|abc|0|X-A: a\0b||EVIL"),
                refused("trailers of 33 000 bytes", 431, CHUNKED + "3|abc|0|X-A: " + "a".repeat(33_000) + "||EVIL"));
    }
}
