package dev.streamslocal.cli;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;

/** Which build of the product this is. */
final class BuildInfo {
    private static final int ID_CHARACTERS = 12;
    private static final int CHUNK_BYTES = 1 << 16;

    private BuildInfo() {}

    /** One line: version, build id, JDK and system. The build id is the beginning of the jar's SHA-256. */
    static String line() {
        var version = Optional.ofNullable(Main.class.getPackage().getImplementationVersion());
        return "streams " + version.orElse("(from classes)") + ", build " + id() + ", JDK " + Runtime.version() + ", "
                + System.getProperty("os.name") + " " + System.getProperty("os.arch");
    }

    private static String id() {
        try {
            var source = Main.class.getProtectionDomain().getCodeSource();
            var place =
                    source == null ? Path.of("") : Path.of(source.getLocation().toURI());
            return Files.isRegularFile(place) ? sha256(place).substring(0, ID_CHARACTERS) : "none";
        } catch (URISyntaxException | IOException e) {
            return "unknown";
        }
    }

    private static String sha256(Path file) throws IOException {
        try (var in = Files.newInputStream(file)) {
            var digest = MessageDigest.getInstance("SHA-256");
            var chunk = new byte[CHUNK_BYTES];
            for (var count = in.read(chunk); count >= 0; count = in.read(chunk)) {
                digest.update(chunk, 0, count);
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
