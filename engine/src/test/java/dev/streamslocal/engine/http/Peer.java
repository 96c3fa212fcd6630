package dev.streamslocal.engine.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A client that sends exactly the bytes it is told to and takes answers apart. */
final class Peer implements AutoCloseable {

    /** One answer; {@code body} is without its framing. */
    record Answer(int status, List<String> headers, byte[] body) {

        String header(String name) {
            String prefix = name.toLowerCase(Locale.ROOT) + ": ";
            for (String line : headers) {
                if (line.toLowerCase(Locale.ROOT).startsWith(prefix)) {
                    return line.substring(prefix.length());
                }
            }
            return "";
        }

        String text() {
            return new String(body, StandardCharsets.ISO_8859_1);
        }
    }

    private static final int PATIENCE_MILLIS = 20_000;

    private final Socket socket = new Socket();

    Peer(InetSocketAddress address) throws IOException {
        socket.setSoTimeout(PATIENCE_MILLIS);
        socket.setTcpNoDelay(true);
        socket.connect(address);
    }

    Peer(HttpServer server) throws IOException {
        this(server.address());
    }

    Socket socket() {
        return socket;
    }

    Peer send(String bytes) throws IOException {
        return send(bytes.getBytes(StandardCharsets.ISO_8859_1));
    }

    Peer send(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        socket.getOutputStream().flush();
        return this;
    }

    Peer get(String path) throws IOException {
        return send("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
    }

    Answer answer() throws IOException {
        return answer(true);
    }

    /** The answer to a HEAD request. */
    Answer headAnswer() throws IOException {
        return answer(false);
    }

    private Answer answer(boolean withBody) throws IOException {
        String status = line();
        if (!status.startsWith("HTTP/1.1 ")) {
            throw new IOException("not a status line: '" + status + "'");
        }
        var headers = new ArrayList<String>();
        for (String line = line(); !line.isEmpty(); line = line()) {
            headers.add(line);
        }
        var answer = new Answer(Integer.parseInt(status.substring(9, 12)), headers, new byte[0]);
        return withBody ? new Answer(answer.status(), headers, body(answer)) : answer;
    }

    private byte[] body(Answer head) throws IOException {
        if (head.header("Transfer-Encoding").equals("chunked")) {
            return chunks();
        }
        String length = head.header("Content-Length");
        if (!length.isEmpty()) {
            return exactly(Integer.parseInt(length));
        }
        boolean none = head.status() == 204 || head.status() == 304 || head.status() == 100;
        return none ? new byte[0] : socket.getInputStream().readAllBytes();
    }

    private byte[] chunks() throws IOException {
        var whole = new ByteArrayOutputStream();
        for (int size = Integer.parseInt(line(), 16); size > 0; size = Integer.parseInt(line(), 16)) {
            whole.write(exactly(size));
            exactly(2);
        }
        line();
        return whole.toByteArray();
    }

    byte[] exactly(int length) throws IOException {
        byte[] bytes = socket.getInputStream().readNBytes(length);
        if (bytes.length < length) {
            throw new IOException("the connection ended after " + bytes.length + " of " + length + " bytes");
        }
        return bytes;
    }

    String line() throws IOException {
        InputStream in = socket.getInputStream();
        var line = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new IOException("the connection ended within a line: '" + line + "'");
            }
            line.append((char) c);
        }
        return line.substring(0, line.length() - 1);
    }

    /** Whether nothing more comes: the server has closed its side. */
    boolean ended() throws IOException {
        return socket.getInputStream().read() < 0;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
