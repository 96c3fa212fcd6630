package dev.streamslocal.conformance;

import java.net.InetSocketAddress;
import java.util.Random;

/** A stream of messages of 1 MiB, and the way through it page by page. */
final class BigStream {
    static final int MESSAGE_BYTES = 1 << 20;

    private final String path;
    private final int messages;

    BigStream(String name, int messages) {
        this.path = "/v1/stream/" + name;
        this.messages = messages;
    }

    String path() {
        return path;
    }

    int messages() {
        return messages;
    }

    /** Stores all of it. No two messages are alike, and none can be compressed. */
    void fill(InetSocketAddress server, Random random) {
        var body = new byte[MESSAGE_BYTES];
        random.nextBytes(body);
        try (var client = new KeptClient(server)) {
            expect(client.send("PUT", path, KeptClient.BYTES, new byte[0]), 201);
            for (int message = 0; message < messages; ) {
                body[message & 0xfffff] = (byte) message;
                Answer answer = client.send("POST", path, KeptClient.BYTES, body);
                if (answer.status() != 429) {
                    expect(answer, 204);
                    message++;
                }
            }
        }
    }

    private static void expect(Answer answer, int status) {
        if (answer.status() != status) {
            throw new AssertionError("expected " + status + ", got " + answer);
        }
    }
}
