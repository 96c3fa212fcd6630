package dev.streamslocal.engine.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.util.ResourceLeakDetector;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.lang.reflect.Field;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Follows each buffer of all tests, and fails the test class that loses one. Registered for every class of the module. */
public final class Leaks implements BeforeAllCallback, AfterAllCallback {

    private static final int ROUNDS = 2;
    private static final int PROBES = 8;
    private static final long COLLECTION_MILLIS_MAX = 10_000;

    private final List<String> leaks = new CopyOnWriteArrayList<>();

    @Override
    public void beforeAll(ExtensionContext context) throws Exception {
        ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.PARANOID);
        detector().setLeakListener((type, records) -> leaks.add(type + " " + records));
    }

    @Override
    public void afterAll(ExtensionContext context) throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            awaitCollection();
            // The detector looks at what was collected when the next buffer is made.
            for (int i = 0; i < PROBES; i++) {
                ByteBuf probe = ByteBufAllocator.DEFAULT.directBuffer(64);
                probe.release();
            }
        }
        List<String> found = List.copyOf(leaks);
        leaks.clear();
        assertThat(found).as("buffers lost").isEmpty();
    }

    /** References to what a collection has found are handed on by a thread of their own, those of leaks beside this one. */
    private static void awaitCollection() throws InterruptedException {
        ReferenceQueue<Object> collected = new ReferenceQueue<>();
        WeakReference<Object> reference = new WeakReference<>(new Object(), collected);
        System.gc();
        assertThat(collected.remove(COLLECTION_MILLIS_MAX)).isSameAs(reference);
    }

    private static ResourceLeakDetector<?> detector() throws ReflectiveOperationException {
        Field field = Class.forName("io.netty.buffer.AbstractByteBuf").getDeclaredField("leakDetector");
        field.setAccessible(true);
        return (ResourceLeakDetector<?>) field.get(null);
    }
}
