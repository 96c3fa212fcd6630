package dev.streamslocal.engine.http;

import io.netty.util.internal.PlatformDependent;

/** The memory outside the heap that connections use. */
public final class DirectMemory {
    private DirectMemory() {}

    /** Bytes that the buffers of all servers in this process take, as far as the JVM does not count them itself. */
    public static long bytes() {
        return Math.max(0, PlatformDependent.usedDirectMemory());
    }
}
