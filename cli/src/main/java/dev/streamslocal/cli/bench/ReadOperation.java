package dev.streamslocal.cli.bench;

import java.nio.ByteBuffer;

/** Reads a {@link Library} from its position to its end, page after page, and again. */
final class ReadOperation implements Operation {
    private final Target target;
    private final Library library;
    private final Figures figures;
    private final Sequence sequence;
    private final BodyScanner scanner;
    private final ByteBuffer firstPage;
    private ByteBuffer request;
    private long bytes;

    ReadOperation(Target target, Library library, Faults faults, Figures figures) {
        this.target = target;
        this.library = library;
        this.figures = figures;
        this.sequence = new Sequence(library.stream(), "a read", faults);
        this.scanner = new BodyScanner(library.stream().messages(), new Content());
        this.firstPage = page(library.position());
        this.request = firstPage;
        sequence.restart(library.first());
    }

    // No fingerprint here: every byte is compared anyway, and a checksum of what is read at full speed costs as much.
    private final class Content implements BodyScanner.Sink {
        @Override
        public void message(Messages.Reading message, byte[] content, int start) {
            sequence.take(message);
        }

        @Override
        public void altered(Messages.Reading message, int position, String found) {
            sequence.altered(message, position, found);
        }

        @Override
        public void unreadable(String reason) {
            sequence.unreadable(reason);
        }
    }

    private ByteBuffer page(String offset) {
        var get = target.get(library.stream().path() + "?offset=" + offset);
        return ByteBuffer.allocateDirect(get.length).put(get).flip();
    }

    @Override
    public ByteBuffer next(long intended) {
        return request.rewind();
    }

    @Override
    public ByteBuffer again() {
        return request.rewind();
    }

    @Override
    public String name() {
        return "GET " + library.stream().path();
    }

    @Override
    public void head(AnswerHead head) {
        bytes = 0;
        scanner.begin();
    }

    @Override
    public void content(byte[] content, int from, int to) {
        bytes += to - from;
        scanner.feed(content, from, to);
    }

    @Override
    public void succeeded(AnswerHead head, long intended, long now) {
        figures.read(bytes, intended, now);
        scanner.end();
        if (head.upToDate() || bytes <= 2) {
            sequence.finish();
            beginAgain();
        } else {
            request = page(head.nextOffset());
        }
    }

    @Override
    public boolean failed(boolean unknown) {
        beginAgain();
        return false;
    }

    private void beginAgain() {
        request = firstPage;
        sequence.restart(library.first());
    }
}
