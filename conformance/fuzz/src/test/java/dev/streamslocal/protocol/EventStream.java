package dev.streamslocal.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;

/** A reader of event streams after the HTML standard, §9.2.6: the whole of it but reconnection. */
final class EventStream {

    /** One dispatched event. */
    record Event(String type, String data, String lastId) {}

    private final List<Event> events = new ArrayList<>();
    private final StringBuilder data = new StringBuilder();
    private String type = "";
    private String lastId = "";
    private String retry = "";

    private EventStream() {}

    static List<Event> read(byte[] bytes) {
        String text = new String(bytes, UTF_8); // malformed sequences become U+FFFD, as the standard says
        EventStream stream = new EventStream();
        int from = text.startsWith("\uFEFF") ? 1 : 0;
        for (int i = from; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\n' || c == '\r') {
                stream.line(text.substring(from, i));
                i += c == '\r' && i + 1 < text.length() && text.charAt(i + 1) == '\n' ? 1 : 0;
                from = i + 1;
            }
        }
        return stream.events; // an event without its blank line is dropped
    }

    private void line(String line) {
        if (line.isEmpty()) {
            dispatch();
            return;
        }
        int colon = line.indexOf(':');
        String value = colon < 0 ? "" : line.substring(colon + 1);
        value = value.startsWith(" ") ? value.substring(1) : value;
        switch (colon < 0 ? line : line.substring(0, colon)) {
            case "event" -> type = value;
            case "data" -> data.append(value).append('\n');
            case "id" -> lastId = value.indexOf('\0') < 0 ? value : lastId;
            case "retry" -> retry = value.matches("[0-9]+") ? value : retry;
            default -> {}
        }
    }

    private void dispatch() {
        if (!data.isEmpty()) {
            events.add(
                    new Event(type.isEmpty() ? "message" : type, data.substring(0, data.length() - 1), lastId + retry));
        }
        data.setLength(0);
        type = "";
    }
}
