package dev.streamslocal.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class OpenedTest {
    private final List<String> closed = new ArrayList<>();
    private final Opened opened = new Opened();

    @Test
    void closeAll_goesInReverse() {
        opened.add(part("a"));
        opened.add(part("b"));
        opened.closeAll();
        assertThat(closed).containsExactly("b", "a");
    }

    @Test
    void closeAll_partFails_closesTheOthersAndTells() {
        opened.add(part("a"));
        opened.add(() -> {
            throw new IOException("first");
        });
        opened.add(() -> {
            throw new AssertionError("second");
        });
        opened.add(part("d"));
        assertThatThrownBy(opened::closeAll)
                .satisfies(e -> assertThat(e.getSuppressed())
                        .extracting(Throwable::getMessage)
                        .containsExactly("second", "first"));
        assertThat(closed).containsExactly("d", "a");
    }

    @Test
    void add_afterClose_closesThePart() {
        opened.closeAll();
        assertThatThrownBy(() -> opened.add(part("late"))).isInstanceOf(IllegalStateException.class);
        assertThat(closed).containsExactly("late");
    }

    private AutoCloseable part(String name) {
        return () -> closed.add(name);
    }
}
