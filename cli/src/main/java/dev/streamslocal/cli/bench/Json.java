package dev.streamslocal.cli.bench;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;

/** Writes one JSON object on one line, member after member. */
final class Json {
    private final StringBuilder text = new StringBuilder("{");

    Json put(String name, String value) {
        name(name);
        string(value);
        return this;
    }

    Json put(String name, long value) {
        name(name).append(value);
        return this;
    }

    Json put(String name, boolean value) {
        name(name).append(value);
        return this;
    }

    /** With three digits after the point at most. */
    Json put(String name, double value) {
        name(name)
                .append(BigDecimal.valueOf(value)
                        .setScale(3, RoundingMode.HALF_UP)
                        .stripTrailingZeros()
                        .toPlainString());
        return this;
    }

    Json put(String name, List<String> values) {
        name(name).append('[');
        for (var i = 0; i < values.size(); i++) {
            text.append(i == 0 ? "" : ",");
            string(values.get(i));
        }
        text.append(']');
        return this;
    }

    Json put(String name, Json value) {
        name(name).append(value);
        return this;
    }

    private StringBuilder name(String name) {
        text.append(text.length() == 1 ? "" : ",");
        string(name);
        return text.append(':');
    }

    private void string(String value) {
        text.append('"');
        for (var i = 0; i < value.length(); i++) {
            var each = value.charAt(i);
            if (each == '"' || each == '\\') {
                text.append('\\').append(each);
            } else if (each < ' ' || each >= 0x7f) {
                text.append("\\u%04x".formatted((int) each));
            } else {
                text.append(each);
            }
        }
        text.append('"');
    }

    @Override
    public String toString() {
        return text + "}";
    }
}
