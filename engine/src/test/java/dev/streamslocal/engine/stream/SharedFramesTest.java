package dev.streamslocal.engine.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;

class SharedFramesTest {
    private final SharedFrames shared = new SharedFrames();

    private static ByteBuf event(String text) {
        return Unpooled.directBuffer().writeBytes(text.getBytes(UTF_8));
    }

    @Test
    void find_whereAnEventBegins_givesTheSameBytes() {
        var frames = shared.join(1);
        assertThat(shared.join(1)).isSameAs(frames);
        var event = event("data");
        frames.offer(5, 6, event);
        assertThat(frames.find(4)).isEmpty();
        var found = frames.find(5).orElseThrow();
        assertThat(found.next()).isEqualTo(6);
        assertThat(found.data().toString(UTF_8)).isEqualTo("data");
        assertThat(shared.bytes()).isEqualTo(4);
        found.data().release();
        event.release();
        var later = event("later");
        frames.offer(6, 7, later);
        later.release();
        assertThat(event.refCnt()).isZero();
        assertThat(frames.find(5)).isEmpty();
        shared.leave(frames);
        assertThat(later.refCnt()).isZero();
    }

    @Test
    void offer_ofALonelyReader_isNotKept() {
        var frames = shared.join(1);
        var event = event("data");
        frames.offer(0, 1, event);
        assertThat(frames.find(0)).isEmpty();
        assertThat(event.refCnt()).isEqualTo(1);
        event.release();
    }

    @Test
    void leave_byAllButOne_releasesTheEvent() {
        var frames = shared.join(1);
        shared.join(1);
        var event = event("data");
        frames.offer(0, 1, event);
        event.release();
        assertThat(event.refCnt()).isEqualTo(1);
        shared.leave(frames);
        assertThat(event.refCnt()).isZero();
        assertThat(shared.bytes()).isZero();
        shared.leave(frames);
        assertThat(shared.join(1)).isNotSameAs(frames);
    }

    @Test
    void offer_beyondAllRoom_isNotKept() {
        var frames = shared.join(1);
        shared.join(1);
        var large = Unpooled.buffer().writeZero((int) SharedFrames.BYTES_MAX - 2);
        var small = event("data");
        frames.offer(0, 1, large);
        var others = shared.join(2);
        shared.join(2);
        others.offer(0, 1, small);
        assertThat(others.find(0)).isEmpty();
        assertThat(small.refCnt()).isEqualTo(1);
        assertThat(shared.bytes()).isEqualTo(SharedFrames.BYTES_MAX - 2);
        small.release();
        shared.leave(frames);
        large.release();
        assertThat(large.refCnt()).isZero();
    }

    @Test
    void control_sameWords_areTheSameBytes() {
        var frames = shared.join(1);
        var first = frames.control(3, true, false, "17");
        assertThat(frames.control(3, true, false, "17")).isSameAs(first);
        assertThat(new String(frames.control(3, true, false, "18"), UTF_8)).contains("\"streamCursor\":\"18\"");
        assertThat(new String(frames.control(3, true, true, "18"), UTF_8)).doesNotContain("streamCursor");
    }
}
