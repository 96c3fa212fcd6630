package dev.streamslocal.conformance;

import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;

/** A stream of JSON messages of a kilobyte, and reads of one page somewhere in it. */
final class ScalePages {
    /** Messages that fill a page, and those of one request. */
    static final int PAGE_MESSAGES = 1024;

    private static final String PAGE =
            "[" + ("\"" + "p".repeat(1022) + "\",").repeat(PAGE_MESSAGES - 1) + "\"" + "p".repeat(1022) + "\"]";

    private final String path;
    private final int pages;

    ScalePages(String name, int pages) {
        this.path = "/v1/stream/" + name;
        this.pages = pages;
    }

    int pages() {
        return pages;
    }

    void fill(InetSocketAddress server) {
        byte[] page = PAGE.getBytes(StandardCharsets.US_ASCII);
        try (var client = new KeptClient(server)) {
            expect(client.send("PUT", path, KeptClient.JSON, new byte[0]), 201);
            for (int stored = 0; stored < pages; ) {
                Answer answer = client.send("POST", path, KeptClient.JSON, page);
                if (answer.status() != 429) {
                    expect(answer, 204);
                    stored++;
                }
            }
        }
    }

    /** Reads that page; it has to be a full one. */
    void read(KeptClient client, int page) {
        Answer answer = client.send("GET", path + "?offset=" + Token.of((long) page * PAGE_MESSAGES - 1));
        expect(answer, 200);
        if (answer.body().length < 1 << 20) {
            throw new AssertionError("page " + page + " of " + pages + " has " + answer.body().length + " bytes");
        }
    }

    private static void expect(Answer answer, int status) {
        if (answer.status() != status) {
            throw new AssertionError("expected " + status + ", got " + answer);
        }
    }
}
