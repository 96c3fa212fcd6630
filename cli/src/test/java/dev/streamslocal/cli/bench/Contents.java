package dev.streamslocal.cli.bench;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;

/** A stream whose acknowledged messages are put together by hand, as a server would answer them. */
final class Contents {
    final Messages messages;
    final BenchStream stream;
    final Faults faults = new Faults();
    final Sequence sequence;

    /** A stream of so many writers, with the same number of acknowledged messages each. */
    Contents(boolean json, int writers, int count) {
        this.messages = new Messages(100, json, 7);
        this.stream = new BenchStream(3, "/v1/stream/s", messages);
        for (var i = 0; i < writers; i++) {
            stream.addLane(1, 1);
        }
        for (var lane : stream.lanes()) {
            for (var i = 0; i < count; i++) {
                acknowledge(lane);
            }
        }
        this.sequence = new Sequence(stream, "test", faults);
    }

    void acknowledge(Lane lane) {
        var first = lane.take(1);
        var body = ByteBuffer.allocate(messages.bodyBytes(1));
        lane.acknowledge(first, 1, messages.putBody(body, stream.index(), lane.writer(), first, 1, lane.hash()));
    }

    byte[] message(int writer, int number) {
        var body = ByteBuffer.allocate(messages.bodyBytes(1));
        messages.putBody(body, stream.index(), writer, number, 1, 0);
        return body.array();
    }

    /** A page of these messages. */
    byte[] page(byte[]... all) {
        var page = new ByteArrayOutputStream();
        page.writeBytes((messages.json() ? "[" : "").getBytes(ISO_8859_1));
        for (var i = 0; i < all.length; i++) {
            page.writeBytes((i > 0 && messages.json() ? "," : "").getBytes(ISO_8859_1));
            page.writeBytes(all[i]);
        }
        page.writeBytes((messages.json() ? "]" : "").getBytes(ISO_8859_1));
        return page.toByteArray();
    }

    /** Lets the sequence see a page, in pieces of so many bytes. */
    Contents see(byte[] page, int piece) {
        var scanner = new BodyScanner(messages, sequence);
        scanner.begin();
        for (var at = 0; at < page.length; at += piece) {
            scanner.feed(page, at, Math.min(page.length, at + piece));
        }
        scanner.end();
        return this;
    }
}
