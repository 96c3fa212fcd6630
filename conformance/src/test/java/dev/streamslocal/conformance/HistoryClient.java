package dev.streamslocal.conformance;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** What one client asks of a name and how it takes the answers down. Confined to one thread; its connection is kept. */
final class HistoryClient implements AutoCloseable {
    private static final String TYPE = "text/x-h";
    private static final char END = ';';

    private final int number;
    private final InetSocketAddress server;
    private Wire wire;

    HistoryClient(int number, InetSocketAddress server) {
        this.number = number;
        this.server = server;
        this.wire = Wire.open(server);
    }

    void create(HistoryName name, int incarnation) {
        long invoked = System.nanoTime();
        HistoryEffect.Created created = new HistoryEffect.Created(incarnation);
        Answer answer = send(name, invoked, created, "PUT", "", type(incarnation), "");
        if (answer.status() == 201) {
            name.created(incarnation);
        }
        took(
                name,
                invoked,
                switch (answer.status()) {
                    case 201 -> created;
                    case 409 -> new HistoryEffect.RefusedAsOther(incarnation);
                    default -> throw strange("create", answer);
                });
    }

    void delete(HistoryName name) {
        long invoked = System.nanoTime();
        Answer answer = send(name, invoked, new HistoryEffect.Deleted(), "DELETE", "", "", "");
        took(
                name,
                invoked,
                switch (answer.status()) {
                    case 204 -> new HistoryEffect.Deleted();
                    case 404 -> new HistoryEffect.Missing();
                    default -> throw strange("delete", answer);
                });
    }

    void close(HistoryName name) {
        long invoked = System.nanoTime();
        HistoryEffect unknown = new HistoryEffect.Closed(HistoryEffect.UNKNOWN);
        Answer answer = send(name, invoked, unknown, "POST", "", "Stream-Closed: true\r\n", "");
        took(
                name,
                invoked,
                switch (answer.status()) {
                    case 204 -> new HistoryEffect.Closed(place(answer));
                    case 404 -> new HistoryEffect.Missing();
                    default -> throw strange("close", answer);
                });
    }

    /** Returns whether the value was stored. */
    boolean append(HistoryName name, int incarnation, int value, String producer, boolean closes) {
        long invoked = System.nanoTime();
        HistoryEffect unknown = new HistoryEffect.Appended(incarnation, value, HistoryEffect.UNKNOWN, closes);
        String headers = type(incarnation) + producer + (closes ? "Stream-Closed: true\r\n" : "");
        Answer answer = send(name, invoked, unknown, "POST", "", headers, value + String.valueOf(END));
        if (answer.status() == (producer.isEmpty() ? 204 : 200)) {
            name.seen(place(answer));
            took(name, invoked, new HistoryEffect.Appended(incarnation, value, place(answer) - 1, closes));
            return true;
        }
        took(name, invoked, refusal(incarnation, answer));
        return false;
    }

    /** Sends a producer's request again that was accepted. */
    void repeat(HistoryName name, int incarnation, int value, String producer) {
        long invoked = System.nanoTime();
        Answer answer = send("POST", name, "", type(incarnation) + producer, value + String.valueOf(END));
        took(
                name,
                invoked,
                answer.status() == 204
                        ? new HistoryEffect.Repeated(incarnation, value, HistoryEffect.UNKNOWN, place(answer))
                        : refusal(incarnation, answer));
    }

    private static HistoryEffect refusal(int incarnation, Answer answer) {
        return switch (answer.status()) {
            case 404 -> new HistoryEffect.Missing();
            case 409 ->
                isClosed(answer)
                        ? new HistoryEffect.RefusedAsClosed(place(answer))
                        : new HistoryEffect.RefusedAsOther(incarnation);
            default -> throw strange("append", answer);
        };
    }

    /** @param query what follows the offset, such as {@code &live=long-poll} */
    void read(HistoryName name, int from, String query) {
        long invoked = System.nanoTime();
        Answer answer = send("GET", name, "?offset=" + Token.of(from - 1L) + query, "", "");
        took(
                name,
                invoked,
                switch (answer.status()) {
                    case 200 -> page(from, answer);
                    case 204 ->
                        new HistoryEffect.Read(HistoryEffect.UNKNOWN, place(answer), List.of(), true, isClosed(answer));
                    case 404 -> new HistoryEffect.Missing();
                    default -> throw strange("read", answer);
                });
    }

    private static HistoryEffect page(int from, Answer answer) {
        List<Integer> values = values(answer.text());
        int incarnation = Integer.parseInt(answer.header("Content-Type").replaceFirst(TYPE, ""));
        if (place(answer) != from + values.size()) {
            throw strange("read of " + values.size() + " entries from " + from, answer);
        }
        boolean toTail = answer.header("Stream-Up-To-Date").equals("true");
        if (values.isEmpty() && !toTail) {
            return new HistoryEffect.ReadBeyond(incarnation, from);
        }
        return new HistoryEffect.Read(incarnation, from, values, toTail, isClosed(answer));
    }

    void head(HistoryName name) {
        long invoked = System.nanoTime();
        Answer answer = send("HEAD", name, "", "", "");
        took(
                name,
                invoked,
                switch (answer.status()) {
                    case 200 ->
                        new HistoryEffect.Read(
                                Integer.parseInt(answer.header("Content-Type").replaceFirst(TYPE, "")),
                                place(answer),
                                List.of(),
                                true,
                                isClosed(answer));
                    case 404 -> new HistoryEffect.Missing();
                    default -> throw strange("head", answer);
                });
    }

    /** Follows the name from a place on until it ends, or so many control events have come. */
    void follow(HistoryName name, int from, int controls) throws IOException {
        long invoked = System.nanoTime();
        try (Wire events = Wire.open(server)) {
            events.send(request("GET", name, "?live=sse&offset=" + Token.of(from - 1L), "", ""));
            Answer head = events.head();
            if (head.status() == 404) {
                took(name, invoked, new HistoryEffect.Missing());
                return;
            }
            HistoryEvents reader = new HistoryEvents(events.bodyOf(head));
            int at = HistoryEffect.UNKNOWN;
            for (int i = 0; i < controls && reader.next(); i++) {
                List<Integer> values = values(reader.data());
                int next = (int) Token.seq(reader.nextOffset()) + 1;
                if (at != HistoryEffect.UNKNOWN && next != at + values.size()) {
                    throw new AssertionError("events " + values + " from " + at + " lead to " + next);
                }
                took(
                        name,
                        invoked,
                        new HistoryEffect.Read(
                                HistoryEffect.UNKNOWN,
                                next - values.size(),
                                values,
                                reader.upToDate(),
                                reader.closed()));
                at = next;
            }
        }
    }

    /** As an ordinary request; where no answer comes, it may have had this effect all the same. */
    private Answer send(
            HistoryName name,
            long invoked,
            HistoryEffect unknown,
            String method,
            String query,
            String headers,
            String body) {
        try {
            return send(method, name, query, headers, body);
        } catch (UncheckedIOException cutOff) {
            name.add(new HistoryOp(number, invoked, HistoryOp.NEVER, unknown));
            throw cutOff;
        }
    }

    private Answer send(String method, HistoryName name, String query, String headers, String body) {
        wire.send(request(method, name, query, headers, body));
        return method.equals("HEAD") ? wire.head() : wire.answer();
    }

    private String request(String method, HistoryName name, String query, String headers, String body) {
        String length =
                method.equals("PUT") || method.equals("POST") ? "Content-Length: " + body.length() + "\r\n" : "";
        return method + " " + name.path + query + " HTTP/1.1\r\nHost: 127.0.0.1:" + server.getPort() + "\r\n" + headers
                + length + "\r\n" + body;
    }

    private void took(HistoryName name, long invoked, HistoryEffect effect) {
        name.add(new HistoryOp(number, invoked, System.nanoTime(), effect));
    }

    private static String type(int incarnation) {
        return "Content-Type: " + TYPE + incarnation + "\r\n";
    }

    private static boolean isClosed(Answer answer) {
        return answer.header("Stream-Closed").equals("true");
    }

    private static int place(Answer answer) {
        return (int) Token.seq(answer.nextOffset()) + 1;
    }

    private static List<Integer> values(String text) {
        List<Integer> values = new ArrayList<>();
        int from = 0;
        for (int end = text.indexOf(END); end >= 0; end = text.indexOf(END, from)) {
            values.add(Integer.parseInt(text.substring(from, end)));
            from = end + 1;
        }
        if (from != text.length()) {
            throw new AssertionError("half an entry at the end of " + text);
        }
        return values;
    }

    private static AssertionError strange(String what, Answer answer) {
        return new AssertionError(what + " answered " + answer);
    }

    @Override
    public void close() {
        wire.close();
    }

    /** The events of one response, a control event at a time with the data before it. */
    private static final class HistoryEvents {
        private final InputStream body;
        private String data = "";
        private String control = "";

        HistoryEvents(InputStream body) {
            this.body = body;
        }

        /** Whether another control event has come. */
        boolean next() throws IOException {
            data = "";
            for (String event = line(); !event.isEmpty(); event = line()) {
                String text = Wire.line(body).substring("data:".length());
                if (!Wire.line(body).isEmpty()) {
                    throw new AssertionError("more than one line of data after " + text);
                }
                if (event.equals("event: control")) {
                    control = text;
                    return true;
                }
                data += text;
            }
            return false;
        }

        /** The next line, or nothing at the end of the body. */
        private String line() throws IOException {
            int first = body.read();
            return first < 0
                    ? ""
                    : new String(new byte[] {(byte) first}, StandardCharsets.ISO_8859_1) + Wire.line(body);
        }

        String data() {
            return data;
        }

        String nextOffset() {
            return control.replaceFirst(".*\"streamNextOffset\":\"([^\"]+)\".*", "$1");
        }

        boolean upToDate() {
            return control.contains("\"upToDate\":true");
        }

        boolean closed() {
            return control.contains("\"streamClosed\":true");
        }
    }
}
