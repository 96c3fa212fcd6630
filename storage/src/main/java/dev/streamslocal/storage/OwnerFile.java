package dev.streamslocal.storage;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/**
 * The file {@code server.owner}: which process owns the lock directory, and which times that directory may carry.
 *
 * <p>Two times, because a process may die after it has announced the next time and before it has set it.
 */
final class OwnerFile {
    private static final String NAME = "server.owner";
    private static final int BYTES_MAX = 1024;

    /**
     * @param lockMillis the time the directory carries
     * @param nextMillis the time it is about to get
     */
    record Owner(ProcessIdentity process, long lockMillis, long nextMillis) {

        boolean names(long directoryMillis) {
            return directoryMillis == lockMillis || directoryMillis == nextMillis;
        }
    }

    private final Path path;
    private final Path draft;

    OwnerFile(Path directory) {
        this.path = directory.resolve(NAME);
        this.draft = directory.resolve(NAME + ".tmp");
    }

    /** Replaces the file as a whole, so that no reader sees half of it. */
    void write(Owner owner) throws IOException {
        var text = "{\"pid\":" + owner.process().pid() + ",\"processStart\":"
                + owner.process().start() + ",\"lockMtimeMs\":" + owner.lockMillis() + ",\"nextMtimeMs\":"
                + owner.nextMillis() + "}\n";
        PrivateFiles.write(draft, text);
        Files.move(draft, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** What the file says; empty when it is missing or not in our form. */
    Optional<Owner> read() throws IOException {
        if (!Files.isRegularFile(path) || Files.size(path) > BYTES_MAX) {
            return Optional.empty();
        }
        // ISO-8859-1 decodes every byte: a damaged file is one that lacks the members, not an error.
        return parse(Files.readString(path, StandardCharsets.ISO_8859_1));
    }

    void delete() throws IOException {
        Files.deleteIfExists(path);
    }

    private static Optional<Owner> parse(String text) {
        var pid = member(text, "pid");
        var start = member(text, "processStart");
        var lock = member(text, "lockMtimeMs");
        var next = member(text, "nextMtimeMs");
        if (pid.isEmpty() || start.isEmpty() || lock.isEmpty() || next.isEmpty()) {
            return Optional.empty();
        }
        var process = new ProcessIdentity(pid.getAsLong(), start.getAsLong());
        return Optional.of(new Owner(process, lock.getAsLong(), next.getAsLong()));
    }

    private static OptionalLong member(String text, String name) {
        var matcher = Pattern.compile("\"" + name + "\"\\s*:\\s*(\\d{1,18})\\b").matcher(text);
        return matcher.find() ? OptionalLong.of(Long.parseLong(matcher.group(1))) : OptionalLong.empty();
    }
}
