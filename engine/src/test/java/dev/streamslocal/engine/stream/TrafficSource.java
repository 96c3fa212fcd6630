package dev.streamslocal.engine.stream;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.streamslocal.protocol.CreateCommand;
import dev.streamslocal.protocol.Lifetime;
import dev.streamslocal.protocol.Messages;
import dev.streamslocal.protocol.RoutingKey;
import dev.streamslocal.storage.Page;

/** What tests of other packages need of requests and pages. */
public final class TrafficSource {
    private TrafficSource() {}

    /** Lets a GET be answered with this status. */
    public static void answer(Traffic traffic, int status) {
        traffic.answered(dev.streamslocal.engine.http.Method.GET, status);
    }

    /** Creates an empty stream. */
    public static CreateCommand probe(String name) {
        return new CreateCommand(name, "text/plain", Lifetime.FOREVER, false, Messages.none(), RoutingKey.NONE);
    }

    /** The messages of a page in their served form. */
    public static String text(Page page) {
        var text = new StringBuilder();
        var segments = PageSegments.of(page, ReadFormat.standard(false), false);
        while (segments.next()) {
            text.append(new String(segments.bytes(), segments.offset(), segments.length(), UTF_8));
        }
        return text.toString();
    }
}
