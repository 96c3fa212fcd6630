package dev.streamslocal.conformance;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicBoolean;

/** Stands between a client and a server, one request after the other, and does one thing wrong. A thread for each connection. */
final class FaultyProxy implements AutoCloseable {
    private final ServerSocket listener;
    private final InetSocketAddress server;
    private final Fault fault;
    private final AtomicBoolean appended = new AtomicBoolean();
    private final AtomicBoolean flipped = new AtomicBoolean();

    enum Fault {
        /** One byte of what is read is another one. */
        FLIPS_A_BYTE,
        /** The first append is answered and not passed on. */
        LOSES_AN_APPEND,
        /** The first append is passed on twice. */
        REPEATS_AN_APPEND,
        /** The first append is answered 503 and not passed on. */
        REFUSES_AN_APPEND
    }

    private record Request(String line, byte[] bytes) {}

    FaultyProxy(InetSocketAddress server, Fault fault) throws IOException {
        this.server = server;
        this.fault = fault;
        this.listener = new ServerSocket(0, 1000, InetAddress.getLoopbackAddress());
        Thread.ofPlatform().daemon().name("faulty-proxy").start(this::accept);
    }

    String url() {
        return "http://127.0.0.1:" + listener.getLocalPort();
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                var client = listener.accept();
                Thread.ofPlatform().daemon().name("faulty-proxy-connection").start(() -> serve(client));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void serve(Socket client) {
        try (client;
                Wire upstream = Wire.open(server)) {
            var in = new BufferedInputStream(client.getInputStream());
            while (true) {
                pass(request(in), upstream, client.getOutputStream());
            }
        } catch (IOException | UncheckedIOException ended) {
            // The client has gone, or the server; the other one sees it too.
        }
    }

    private void pass(Request request, Wire upstream, OutputStream client) throws IOException {
        boolean chosen = request.line().startsWith("POST") && appended.compareAndSet(false, true);
        if (chosen && fault == Fault.LOSES_AN_APPEND) {
            client.write("HTTP/1.1 204 No Content\r\nStream-Next-Offset: 0\r\n\r\n".getBytes(ISO_8859_1));
            return;
        }
        if (chosen && fault == Fault.REFUSES_AN_APPEND) {
            client.write("HTTP/1.1 503 Busy\r\nContent-Length: 4\r\n\r\nbusy".getBytes(ISO_8859_1));
            return;
        }
        Answer answer = upstream.send(request.bytes()).answer();
        if (chosen && fault == Fault.REPEATS_AN_APPEND) {
            answer = upstream.send(request.bytes()).answer();
        }
        boolean page = request.line().startsWith("GET") && answer.body().length > 100;
        if (page && fault == Fault.FLIPS_A_BYTE && flipped.compareAndSet(false, true)) {
            answer.body()[answer.body().length / 2 + 20] ^= 1;
        }
        client.write(bytes(answer));
    }

    private static byte[] bytes(Answer answer) {
        var all = new ByteArrayOutputStream();
        all.writeBytes(("HTTP/1.1 " + answer.status() + " X\r\n").getBytes(ISO_8859_1));
        for (Answer.Header each : answer.headers()) {
            if (!each.name().equalsIgnoreCase("Content-Length") && !each.name().equalsIgnoreCase("Transfer-Encoding")) {
                all.writeBytes((each.name() + ": " + each.value() + "\r\n").getBytes(ISO_8859_1));
            }
        }
        if (answer.status() != 204) {
            all.writeBytes(("Content-Length: " + answer.body().length + "\r\n").getBytes(ISO_8859_1));
        }
        all.writeBytes("\r\n".getBytes(ISO_8859_1));
        all.writeBytes(answer.body());
        return all.toByteArray();
    }

    private static Request request(InputStream in) throws IOException {
        var bytes = new ByteArrayOutputStream();
        String first = Wire.line(in);
        int length = 0;
        for (String line = first; ; line = Wire.line(in)) {
            bytes.writeBytes((line + "\r\n").getBytes(ISO_8859_1));
            if (line.isEmpty()) {
                break;
            }
            if (line.startsWith("Content-Length: ")) {
                length = Integer.parseInt(line.substring("Content-Length: ".length()));
            }
        }
        bytes.writeBytes(in.readNBytes(length));
        return new Request(first, bytes.toByteArray());
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}
