package dev.streamslocal.engine;

import dev.streamslocal.engine.http.Exchange;
import dev.streamslocal.engine.http.HttpObserver;
import dev.streamslocal.engine.http.Request;
import dev.streamslocal.protocol.Timestamps;
import java.time.InstantSource;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * One line for each request: time, method, target, status, bytes of the answer and milliseconds. Headers and bodies, in which secrets are,
 * do not appear. Called on event loops.
 */
final class RequestLog implements HttpObserver {
    private static final int TARGET_CHARACTERS_MAX = 2_000;
    private static final double NANOS_OF_A_MILLISECOND = 1e6;

    private final InstantSource clock;
    private final Consumer<String> lines;

    RequestLog(InstantSource clock, Consumer<String> lines) {
        this.clock = clock;
        this.lines = lines;
    }

    @Override
    public void answered(Exchange exchange, int status, long bodyBytes) {
        var request = exchange.request();
        lines.accept(Timestamps.iso(clock.millis()) + " " + printable(request.methodName()) + " "
                + printable(target(request)) + " " + (status == 0 ? "-" : Integer.toString(status)) + " " + bodyBytes
                + " "
                + String.format(Locale.ROOT, "%.3fms", exchange.ageNanos() / NANOS_OF_A_MILLISECOND));
    }

    private static String target(Request request) {
        var whole = request.rawQuery().isEmpty() ? request.rawPath() : request.rawPath() + "?" + request.rawQuery();
        return whole.length() <= TARGET_CHARACTERS_MAX ? whole : whole.substring(0, TARGET_CHARACTERS_MAX) + "...";
    }

    /** A client must not be able to write lines of its own. */
    private static String printable(String text) {
        return text.chars().allMatch(RequestLog::isPrintable)
                ? text
                : text.codePoints()
                        .map(each -> isPrintable(each) ? each : '?')
                        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                        .toString();
    }

    private static boolean isPrintable(int character) {
        return character > ' ' && character < 0x7f;
    }
}
