package dev.streamslocal.cli;

import dev.streamslocal.cli.Screen.Colour;
import dev.streamslocal.cli.Screen.Paint;
import dev.streamslocal.engine.Exports;
import java.nio.file.Path;
import java.util.Optional;

/** What people see of a server that is there: where it is, and lines to paste. */
record StartForm(Exports exports, boolean reused, boolean keyRequired, Optional<Path> log) {
    private static final String STREAM = "/v1/stream/hello";

    String text(Paint paint) {
        var text = new StringBuilder();
        var state = reused ? " runs already" : " is ready";
        line(text, paint.in(Colour.GOOD, "●") + " " + paint.in(Colour.STRONG, exports.name()) + state);
        line(text, "  URL       " + paint.in(Colour.STRONG, exports.uri()));
        line(text, "  Database  " + exports.sqlite());
        log.ifPresent(file -> line(text, "  Log       " + file));
        line(text, "  Process   " + exports.pid());
        line(text, "");
        line(text, paint.in(Colour.FAINT, "A stream with a first message, its messages, and the URL for scripts:"));
        line(
                text,
                "  curl -X PUT " + exports.uri() + STREAM + key()
                        + " -H 'Content-Type: application/json' -d '[{\"hello\":\"world\"}]'");
        line(text, "  curl '" + exports.uri() + STREAM + "?offset=-1'" + key());
        line(text, "  export STREAM_URL=" + exports.uri() + STREAM);
        return text.toString();
    }

    /** Names the variable and not the key: what is on a terminal stays there. */
    private String key() {
        return keyRequired ? " -H \"Authorization: Bearer $DS_API_KEY\"" : "";
    }

    private static void line(StringBuilder text, String line) {
        text.append(line).append(System.lineSeparator());
    }
}
