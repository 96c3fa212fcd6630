package dev.streamslocal.engine.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.streamslocal.engine.http.BodyWriter;
import dev.streamslocal.protocol.CreateCommand;
import dev.streamslocal.protocol.CreateResult;
import dev.streamslocal.protocol.JsonSplitter;
import dev.streamslocal.protocol.Lifetime;
import dev.streamslocal.protocol.RoutingKey;
import dev.streamslocal.storage.Page;
import dev.streamslocal.storage.PageRequest;
import dev.streamslocal.storage.ReadResult;
import dev.streamslocal.storage.Storage;
import dev.streamslocal.storage.StorageOptions;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How much of a body a client costs that takes it slowly. */
class PageStreamTest {
    /** Messages of more than one piece each. */
    private static final int MESSAGE_BYTES = 300_000;

    @TempDir
    Path directory;

    private final Socket socket = new Socket();
    private final Parts parts = new Parts();
    private Storage storage;
    private String expected = "";

    /** Takes frames, and says that they have left when told to. */
    private static final class Socket implements BodyWriter {
        private final ArrayDeque<Runnable> waiting = new ArrayDeque<>();
        private final StringBuilder sent = new StringBuilder();
        private boolean ended;

        @Override
        public void write(ByteBuf frame, Runnable drained) {
            sent.append(frame.toString(UTF_8));
            frame.release();
            waiting.add(drained);
        }

        @Override
        public void end() {
            ended = true;
        }

        @Override
        public boolean open() {
            return !ended;
        }
    }

    /** Has a message a part, which it hands over when told to. */
    private final class Parts implements PageParts {
        private final ArrayDeque<Consumer<Optional<PageSegments>>> asked = new ArrayDeque<>();
        private int given = 1;

        @Override
        public boolean more() {
            return given < 3;
        }

        @Override
        public void next(Consumer<Optional<PageSegments>> then) {
            asked.add(then);
        }

        void give() {
            var then = asked.remove();
            var part = part(given++);
            then.accept(Optional.of(part));
        }
    }

    @BeforeEach
    void fill() {
        var array = new StringBuilder("[");
        for (int i = 0; i < 3; i++) {
            var message = "\"" + Character.toString('a' + i).repeat(MESSAGE_BYTES) + "\"";
            array.append(i == 0 ? "" : ",").append(message);
        }
        expected = array.append(']').toString();
        var bytes = expected.getBytes(UTF_8);
        storage = Storage.open(StorageOptions.of(directory.resolve("durable-streams.sqlite")));
        var created = new CompletableFuture<CreateResult>();
        storage.create(
                new CreateCommand(
                        "s",
                        "application/json",
                        Lifetime.FOREVER,
                        false,
                        JsonSplitter.split(bytes, 0, bytes.length),
                        RoutingKey.NONE),
                created::complete);
        assertThat(created.join()).isInstanceOf(CreateResult.Created.class);
    }

    @AfterEach
    void close() {
        storage.close();
    }

    private PageSegments part(int i) {
        var read = new CompletableFuture<ReadResult>();
        storage.read(new PageRequest(storage.find("s").orElseThrow(), i, RoutingKey.NONE, 1, 1), read::complete);
        return PageSegments.part((Page) read.join(), ReadFormat.JSON, true, i == 0, i == 2);
    }

    @Test
    void parts_areAskedForOneByOneWhenTheLastHasLeft() {
        new PageStream(socket, UnpooledByteBufAllocator.DEFAULT, part(0), parts, () -> {}).run();
        for (int i = 0; i < 3; i++) {
            // Two pieces a message.
            assertThat(socket.waiting).hasSize(1);
            socket.waiting.remove().run();
            assertThat(socket.waiting).hasSize(1);
            assertThat(parts.asked).isEmpty();
            assertThat(socket.ended).isFalse();
            socket.waiting.remove().run();
            assertThat(socket.ended).isEqualTo(i == 2);
            assertThat(socket.waiting).isEmpty();
            if (i < 2) {
                assertThat(parts.asked).hasSize(1);
                parts.give();
            }
        }
        assertThat(parts.asked).isEmpty();
        assertThat(socket.sent.toString().equals(expected)).isTrue();
    }

    @Test
    void partThatCannotBeHad_endsTheBody() {
        new PageStream(socket, UnpooledByteBufAllocator.DEFAULT, part(0), parts, () -> {}).run();
        socket.waiting.remove().run();
        socket.waiting.remove().run();
        parts.asked.remove().accept(Optional.empty());
        assertThat(socket.ended).isTrue();
        assertThat(socket.waiting).isEmpty();
    }

    @Test
    void clientThatHasLeft_isReadForNoFurther() {
        new PageStream(socket, UnpooledByteBufAllocator.DEFAULT, part(0), parts, () -> {}).run();
        socket.waiting.remove().run();
        socket.ended = true;
        socket.waiting.remove().run();
        assertThat(parts.asked).isEmpty();
    }
}
