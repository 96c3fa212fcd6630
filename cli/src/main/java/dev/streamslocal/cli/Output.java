package dev.streamslocal.cli;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;

/** Standard output, which remembers why it took no more; a {@link java.io.PrintStream} does not tell. Any thread. */
final class Output extends FilterOutputStream {
    private static final String NOBODY_READS = "Broken pipe";

    private volatile Optional<String> failure = Optional.empty();

    Output(OutputStream out) {
        super(out);
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        try {
            out.write(bytes, offset, length);
        } catch (IOException e) {
            failure = Optional.of(String.valueOf(e.getMessage()));
            throw e;
        }
    }

    /** Why something is missing of what was printed; empty also where the reader did not want it ({@code | head -1}). */
    Optional<String> failure() {
        return failure.filter(reason -> !reason.equals(NOBODY_READS));
    }
}
