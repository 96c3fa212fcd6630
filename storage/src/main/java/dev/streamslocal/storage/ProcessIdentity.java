package dev.streamslocal.storage;

import java.time.Instant;

/**
 * A process that a later one with the same number is not taken for.
 *
 * @param start when the process began, in epoch milliseconds; 0 where the system does not tell
 */
record ProcessIdentity(long pid, long start) {

    static ProcessIdentity ofThisProcess() {
        return of(ProcessHandle.current());
    }

    boolean alive() {
        return LivingProcess.find(pid).map(ProcessIdentity::of).stream().anyMatch(this::equals);
    }

    private static ProcessIdentity of(ProcessHandle handle) {
        return new ProcessIdentity(
                handle.pid(),
                handle.info().startInstant().map(Instant::toEpochMilli).orElse(0L));
    }
}
