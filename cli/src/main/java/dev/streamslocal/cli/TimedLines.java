package dev.streamslocal.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.streamslocal.protocol.Timestamps;
import java.io.OutputStream;
import java.io.PrintStream;
import org.jspecify.annotations.Nullable;

/** Standard error of what is logged: a line that is printed whole begins with its time, those of a stack trace behind it do not. */
final class TimedLines extends PrintStream {

    // The logger's own formatter of times takes a tenth of a start to set up.
    TimedLines(OutputStream out) {
        super(out, true, UTF_8);
    }

    @Override
    public void println(@Nullable String line) {
        super.println(Timestamps.iso(System.currentTimeMillis()) + " " + line);
    }
}
