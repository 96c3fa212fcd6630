package dev.streamslocal.storage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Processes that still run. One that has ended and that its parent has not asked about yet, a zombie, is none of them. */
public final class LivingProcess {

    /** Where Linux says, behind the name in parentheses, in which state a process is. */
    private static final String STATE_FILE = "/proc/%d/stat";

    private static final String ENDED = "ZX";

    private LivingProcess() {}

    /** The process of this number, if it runs. */
    public static Optional<ProcessHandle> find(long pid) {
        return ProcessHandle.of(pid).filter(LivingProcess::runs);
    }

    public static boolean runs(ProcessHandle process) {
        return process.isAlive() && !isZombie(process.pid());
    }

    // In a container whose first process asks about nobody a server would never be gone, and its lock never free.
    private static boolean isZombie(long pid) {
        try {
            String state = Files.readString(Path.of(String.format(STATE_FILE, pid)));
            int name = state.lastIndexOf(')');
            return name >= 0 && name + 2 < state.length() && ENDED.indexOf(state.charAt(name + 2)) >= 0;
        } catch (IOException e) {
            // Gone by now, or not Linux.
            return false;
        }
    }
}
