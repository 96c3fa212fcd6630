package dev.streamslocal.conformance;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * One connection to the server under test, spoken byte by byte, so that a probe may say what no HTTP library would.
 * Confined to the thread of its probe. A server that stays silent for {@value #SILENCE_MILLIS_MAX} ms is a failure.
 */
final class Wire implements AutoCloseable {
    static final int SILENCE_MILLIS_MAX = 45_000;
    private static final int NARROW_BYTES = 16 << 10;

    private final Socket socket;
    private final InputStream in;

    private Wire(Socket socket) throws IOException {
        this.socket = socket;
        this.in = new BufferedInputStream(socket.getInputStream());
    }

    static Wire open() {
        return open(ServerUnderTest.address());
    }

    /** A connection to a server other than the one all probes share. */
    static Wire open(InetSocketAddress server) {
        try {
            var socket = new Socket();
            socket.connect(server, SILENCE_MILLIS_MAX);
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(SILENCE_MILLIS_MAX);
            return new Wire(socket);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** A connection that takes as little as may be into its receive buffer ahead of the reader. */
    static Wire openNarrow(InetSocketAddress server) {
        try {
            var socket = new Socket();
            socket.setReceiveBufferSize(NARROW_BYTES);
            socket.connect(server, SILENCE_MILLIS_MAX);
            socket.setSoTimeout(SILENCE_MILLIS_MAX);
            return new Wire(socket);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** Sends text as ISO-8859-1, one byte per character. */
    Wire send(String text) {
        return send(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** Sends bytes; a server that has already answered and closed is no failure, the answer tells. */
    Wire send(byte[] bytes) {
        try {
            socket.getOutputStream().write(bytes);
            socket.getOutputStream().flush();
        } catch (IOException closedByServer) {
            // What the server had to say before it closed is still to be read.
        }
        return this;
    }

    /** Reads the whole next answer to a request other than HEAD. */
    Answer answer() {
        try {
            Answer head = readHead();
            return new Answer(head.status(), head.headers(), bodyOf(head).readAllBytes());
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** Reads status line and headers, and nothing after them. */
    Answer head() {
        try {
            return readHead();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** The rest of the answer whose head was just read, to be read while it comes. */
    InputStream bodyOf(Answer head) {
        if (head.status() < 200 || head.status() == 204 || head.status() == 304) {
            return InputStream.nullInputStream();
        }
        if (head.header("Transfer-Encoding").equalsIgnoreCase("chunked")) {
            return new ChunkedInput(in);
        }
        return head.has("Content-Length") ? new SizedInput(in, Long.parseLong(head.header("Content-Length"))) : in;
    }

    /** Reads exactly that many bytes, whatever they are. */
    byte[] take(int bytes) {
        try {
            byte[] taken = in.readNBytes(bytes);
            if (taken.length < bytes) {
                throw new EOFException("connection ended after " + taken.length + " of " + bytes + " bytes");
            }
            return taken;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** Whether the server ends the connection, in whatever manner, without sending another byte. */
    boolean endsSilently() {
        try {
            return in.read() < 0;
        } catch (SocketTimeoutException stillOpen) {
            return false;
        } catch (IOException reset) {
            return true;
        }
    }

    /** Whether the server ends the connection, in whatever manner and whatever it sends before; false once it is silent for too long. */
    boolean ends() {
        try {
            in.transferTo(OutputStream.nullOutputStream());
            return true;
        } catch (SocketTimeoutException stillOpen) {
            return false;
        } catch (IOException reset) {
            return true;
        }
    }

    /** Whether the server sends nothing and keeps the connection for that long. */
    boolean silentFor(int millis) {
        try {
            socket.setSoTimeout(millis);
            in.read();
            return false;
        } catch (SocketTimeoutException silent) {
            return true;
        } catch (IOException reset) {
            return false;
        } finally {
            waitUsually();
        }
    }

    /** Ends the sending direction only. */
    void finishSending() {
        try {
            socket.shutdownOutput();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** Vanishes: the peer sees a reset instead of an orderly end. */
    void reset() {
        try {
            socket.setSoLinger(true, 0);
        } catch (IOException alreadyClosed) {
            // Then it has vanished as well.
        }
        close();
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private void waitUsually() {
        try {
            socket.setSoTimeout(SILENCE_MILLIS_MAX);
        } catch (IOException closed) {
            throw new UncheckedIOException(closed);
        }
    }

    private Answer readHead() throws IOException {
        String status = line(in);
        if (!status.matches("HTTP/1\\.[01] \\d{3}( .*)?")) {
            throw new IOException("not a status line: " + status);
        }
        List<Answer.Header> headers = new ArrayList<>();
        for (String line = line(in); !line.isEmpty(); line = line(in)) {
            int colon = line.indexOf(':');
            headers.add(new Answer.Header(
                    line.substring(0, colon), line.substring(colon + 1).trim()));
        }
        return new Answer(Integer.parseInt(status.substring(9, 12)), headers, new byte[0]);
    }

    /** One line without its CRLF. */
    static String line(InputStream in) throws IOException {
        var line = new ByteArrayOutputStream();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new EOFException("connection ended after: " + line.toString(StandardCharsets.ISO_8859_1));
            }
            line.write(next);
        }
        String text = line.toString(StandardCharsets.ISO_8859_1);
        return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
    }
}
