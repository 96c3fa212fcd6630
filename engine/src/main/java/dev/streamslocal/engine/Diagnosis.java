package dev.streamslocal.engine;

import dev.streamslocal.engine.http.HttpServer;
import dev.streamslocal.storage.DirectoryLock;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * What a server would find on this machine if it was started with these options now, and what to do about it. Changes nothing but for a file
 * that is made and deleted to see whether that works. Blocks the caller, for some seconds where the database is large.
 *
 * {@snippet class="dev.streamslocal.engine.examples.ServerExamplesIT" region="diagnosis"}
 */
public record Diagnosis(ServerName name, List<Finding> findings) {
    private static final int FASTER_JDK = 25;
    private static final long FREE_BYTES_MIN = 64L << 20;
    private static final long FREE_BYTES_GOOD = 1L << 30;
    private static final long CHECKED_BYTES_MAX = 256L << 20;
    private static final Duration STALE = Duration.ofSeconds(30);
    private static final Set<String> OF_THE_NETWORK =
            Set.of("nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "fuse.sshfs", "afs", "ceph", "glusterfs");
    private static final Set<String> OF_MEMORY = Set.of("tmpfs", "ramfs");

    /** How good a finding is. */
    public enum Verdict {
        OK,
        WARNING,
        FAILURE
    }

    /**
     * One thing that was looked at.
     *
     * @param advice what to do; empty where nothing has to be done
     */
    public record Finding(String check, Verdict verdict, String found, String advice) {}

    /** Looks at everything. */
    public static Diagnosis of(ServerOptions options) {
        var directory = options.directory().path();
        return new Diagnosis(
                options.name(),
                List.of(
                        jdk(),
                        transport(),
                        variables(options),
                        fileSystem(directory),
                        space(directory),
                        port(options),
                        lock(options),
                        database(options)));
    }

    /** Whether nothing keeps a server from working. */
    public boolean ok() {
        return findings.stream().noneMatch(each -> each.verdict() == Verdict.FAILURE);
    }

    private static Finding jdk() {
        var version = Runtime.version();
        var found = version + " " + System.getProperty("java.vendor", "") + ", " + System.getProperty("java.home", "");
        return version.feature() >= FASTER_JDK
                ? good("jdk", found)
                : doubtful(
                        "jdk",
                        found,
                        "JDK " + FASTER_JDK + " or later starts faster: it keeps loaded classes in a cache");
    }

    private static Finding transport() {
        var transport = HttpServer.transport();
        return transport.equals("nio")
                ? doubtful("transport", transport, "Works, but slower than the transport of the system (epoll, kqueue)")
                : good("transport", transport);
    }

    private static Finding variables(ServerOptions options) {
        var check = "variables";
        try {
            var unknown = Variables.of(options.environment()).unknown();
            return unknown.isEmpty()
                    ? good(check, "every value can be read")
                    : doubtful(check, "unknown: " + String.join(", ", unknown), "Mistyped? They have no effect");
        } catch (StartException e) {
            return bad(check, String.valueOf(e.getMessage()), "Correct it or unset it: no server starts with it");
        }
    }

    private static Finding fileSystem(Path directory) {
        var check = "file system";
        var place = existing(directory);
        if (!Files.isDirectory(place)) {
            return bad(
                    check,
                    place + " is no directory",
                    "Move it away, or set DS_LOCAL_DATA_ROOT to a directory of yours");
        }
        try {
            var probe = Files.createTempFile(place, ".streams-doctor-", ".tmp");
            Files.delete(probe);
            var type = Files.getFileStore(place).type();
            var found = directory + " on " + type;
            if (OF_THE_NETWORK.contains(type)) {
                return doubtful(
                        check,
                        found,
                        "A database with a write-ahead log must not lie on a network: set DS_LOCAL_DATA_ROOT");
            }
            return OF_MEMORY.contains(type)
                    ? doubtful(check, found, "This is memory: all is gone when the machine goes down")
                    : good(check, found);
        } catch (IOException e) {
            return bad(check, place + " cannot be written to: " + e, "Set DS_LOCAL_DATA_ROOT to a directory of yours");
        }
    }

    /** The directory itself or what is nearest above it. */
    private static Path existing(Path path) {
        var existing = path;
        for (var above = path.getParent();
                !Files.exists(existing, LinkOption.NOFOLLOW_LINKS) && above != null;
                above = above.getParent()) {
            existing = above;
        }
        return existing;
    }

    private static Finding space(Path directory) {
        var check = "free space";
        try {
            FileStore store = Files.getFileStore(existing(directory));
            var free = store.getUsableSpace();
            var found = String.format(Locale.ROOT, "%,d MiB", free >> 20);
            if (free < FREE_BYTES_MIN) {
                return bad(check, found, "Appends will be answered 507: make room, or set DS_LOCAL_DATA_ROOT");
            }
            return free < FREE_BYTES_GOOD
                    ? doubtful(check, found, "Little for a load test: make room, or set DS_LOCAL_DATA_ROOT")
                    : good(check, found);
        } catch (IOException e) {
            return doubtful(check, "unknown: " + e, "");
        }
    }

    private static Finding port(ServerOptions options) {
        var check = "port";
        var running = HealthProbe.healthy(options);
        if (running.isPresent()) {
            return good(check, running.get().port() + ", on which this server listens");
        }
        try (var socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getByName(options.hostname()), options.port()));
            return good(check, options.port() == 0 ? "any free one" : options.port() + " is free");
        } catch (IOException e) {
            var found = options.hostname() + ":" + options.port() + ": " + e.getMessage() + PortOwner.hint(options);
            return bad(check, found, "Choose another one with --port");
        }
    }

    private static Finding lock(ServerOptions options) {
        var check = "lock";
        var directory = options.directory().path();
        var lock = directory.resolve("server.lock.lock");
        var owner = DirectoryLock.owner(directory);
        if (owner.isPresent()) {
            var held = "held by process " + owner.get().pid();
            return HealthProbe.healthy(options).isPresent()
                    ? good(check, held + ", which is healthy")
                    : bad(check, held + ", which does not answer", "streams stop, or end that process");
        }
        try {
            if (!Files.isDirectory(lock)) {
                return good(check, "free");
            }
            var age = Duration.between(Files.getLastModifiedTime(lock).toInstant(), Instant.now());
            return age.compareTo(STALE) > 0
                    ? good(check, "left behind by a server that is gone; the next start takes it")
                    : doubtful(
                            check,
                            "taken " + age.toSeconds() + " s ago",
                            "If no server runs here the next start waits");
        } catch (IOException e) {
            return doubtful(check, "unknown: " + e, "");
        }
    }

    private static Finding database(ServerOptions options) {
        var check = "database";
        var file = options.directory().database();
        if (!Files.exists(file)) {
            return Files.isSymbolicLink(file)
                    ? bad(check, file + " is a link to nothing", "Bring back what it leads to, or delete the link")
                    : good(check, "none yet");
        }
        try {
            if (Files.size(file) > CHECKED_BYTES_MAX) {
                return good(check, String.format(Locale.ROOT, "%,d MiB, not read", Files.size(file) >> 20));
            }
            var report = VerifyReport.of(options);
            var found =
                    report.result().streams() + " streams, " + report.result().messages() + " messages";
            return report.ok()
                    ? good(check, found)
                    : bad(check, found + ", " + report.result().faultsTotal() + " faults", "streams verify names them");
        } catch (IOException | StartException e) {
            return bad(check, String.valueOf(e.getMessage()), "streams reset deletes it; or move it out of the way");
        }
    }

    private static Finding good(String check, String found) {
        return new Finding(check, Verdict.OK, found, "");
    }

    private static Finding doubtful(String check, String found, String advice) {
        return new Finding(check, Verdict.WARNING, found, advice);
    }

    private static Finding bad(String check, String found, String advice) {
        return new Finding(check, Verdict.FAILURE, found, advice);
    }

    /** One JSON object over several lines, without a newline at the end. */
    public String pretty() {
        return JsonText.pretty(out -> {
            out.writeStartObject();
            out.writeStringField("name", name.text());
            out.writeBooleanField("ok", ok());
            out.writeArrayFieldStart("checks");
            for (var finding : findings) {
                out.writeStartObject();
                out.writeStringField("check", finding.check());
                out.writeStringField("verdict", finding.verdict().name().toLowerCase(Locale.ROOT));
                out.writeStringField("found", finding.found());
                out.writeStringField("advice", finding.advice());
                out.writeEndObject();
            }
            out.writeEndArray();
            out.writeEndObject();
        });
    }
}
