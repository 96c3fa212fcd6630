package dev.streamslocal.protocol;

import java.util.ArrayList;
import java.util.List;

/** Reads server-sent events as the HTML standard says (§9.2.6), as far as event and data go. */
final class SseReader {

    record Event(String type, String data) {}

    private final List<Event> events = new ArrayList<>();
    private final StringBuilder data = new StringBuilder();
    private String type = "";

    static List<Event> read(String stream) {
        SseReader reader = new SseReader();
        for (String line : stream.split("\r\n|\r|\n", -1)) {
            reader.line(line);
        }
        return reader.events;
    }

    private void line(String line) {
        if (line.isEmpty()) {
            dispatch();
            return;
        }
        int colon = line.indexOf(':');
        String field = colon < 0 ? line : line.substring(0, colon);
        String value = colon < 0 ? "" : line.substring(colon + 1);
        value = value.startsWith(" ") ? value.substring(1) : value;
        if (field.equals("event")) {
            type = value;
        } else if (field.equals("data")) {
            data.append(value).append('\n');
        }
    }

    private void dispatch() {
        if (!data.isEmpty()) {
            events.add(new Event(type, data.substring(0, data.length() - 1)));
        }
        data.setLength(0);
        type = "";
    }
}
