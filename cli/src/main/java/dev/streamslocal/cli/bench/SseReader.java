package dev.streamslocal.cli.bench;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** Follows a stream by server-sent events; connects again where the server ends a connection. Confined to the loop. */
final class SseReader extends Talk implements LiveReader {
    private static final Pattern NEXT = Pattern.compile("\"streamNextOffset\"\\s*:\\s*\"([^\"]*)\"");
    private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(100);

    // Some servers send no event before there is something to say.
    private static final long READY_WITHOUT_EVENT = TimeUnit.SECONDS.toNanos(1);

    private final Sequence sequence;
    private final BodyScanner scanner;
    private final Figures figures;
    private final SseEvents events = new SseEvents(this::event);
    private byte[] control = {};
    private boolean accepted;
    private boolean base64;
    private boolean ready;

    // Messages came and the offset behind them has not come yet: to go on from the old one would read them twice.
    private boolean positionDue;

    SseReader(Loop loop, Target target, Sequence sequence, Figures figures) {
        super(loop, target, Long.MAX_VALUE);
        this.sequence = sequence;
        this.scanner = new BodyScanner(sequence.stream().messages(), new Deliveries(sequence, figures));
        this.figures = figures;
    }

    @Override
    public void start() {
        events.begin();
        send(ByteBuffer.wrap(target().get(sequence.stream().path() + "?offset=" + position() + "&live=sse")));
    }

    // Looked for only here: the offset of each event but the last is never needed.
    private String position() {
        var next = NEXT.matcher(new String(control, ISO_8859_1));
        return next.find() ? next.group(1) : "-1";
    }

    @Override
    public boolean ready() {
        return ready;
    }

    @Override
    public Sequence sequence() {
        return sequence;
    }

    @Override
    public void head(AnswerHead head) {
        accepted = head.successful();
        base64 = head.base64();
        if (accepted) {
            loop().after(READY_WITHOUT_EVENT, () -> ready = true);
        }
    }

    @Override
    boolean accepted() {
        return accepted;
    }

    @Override
    void content(byte[] bytes, int from, int to) {
        events.feed(bytes, from, to);
    }

    private void event(String type, byte[] data, int length) {
        switch (type) {
            case "data" -> {
                positionDue = true;
                scanner.begin();
                messages(data, length);
                scanner.end();
            }
            case "control" -> {
                control = Arrays.copyOf(data, length);
                positionDue = false;
                ready = true;
            }
            default -> {}
        }
    }

    private void messages(byte[] data, int length) {
        if (!base64) {
            scanner.feed(data, 0, length);
            return;
        }
        try {
            var decoded = Base64.getDecoder().decode(Arrays.copyOf(data, length));
            scanner.feed(decoded, 0, decoded.length);
        } catch (IllegalArgumentException e) {
            sequence.unreadable("no base64 in an event");
        }
    }

    @Override
    void finished(AnswerHead head) {
        if (accepted) {
            goOn("GET " + sequence.stream().path() + ": the events ended");
        } else {
            failed(refused("GET " + sequence.stream().path(), head));
        }
    }

    @Override
    public void broken(String reason) {
        failed("GET " + sequence.stream().path() + ": " + reason);
    }

    private void failed(String what) {
        figures.error(what);
        goOn(what);
    }

    private void goOn(String reason) {
        if (positionDue || !events.begin()) {
            close();
            sequence.breakOff(reason);
        } else {
            loop().after(figures.hopeless() ? PAUSE * 10 : PAUSE / 10, this::start);
        }
    }
}
