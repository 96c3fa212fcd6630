package dev.streamslocal.engine.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Optional;

/**
 * The key that clients have to show as {@code Authorization: Bearer KEY}, or none (decision 13). Immutable; never shows the key.
 *
 * <p>Only a digest is kept, and digests are compared: that takes the same time wherever two keys begin to differ.
 */
public final class ApiKey {

    /** Everybody is let in. */
    public static final ApiKey NONE = new ApiKey(new byte[0]);

    private static final String SCHEME = "Bearer ";

    private final byte[] digest;

    private ApiKey(byte[] digest) {
        this.digest = digest;
    }

    /** The key of this text; empty if it holds anything but visible ASCII characters, or nothing: no client could send it. */
    public static Optional<ApiKey> of(String key) {
        boolean sendable = !key.isEmpty() && key.chars().allMatch(c -> c > ' ' && c < 0x7f);
        return sendable ? Optional.of(new ApiKey(digest(key))) : Optional.empty();
    }

    /** Whether a request needs the key. */
    public boolean required() {
        return digest.length > 0;
    }

    /** Whether this value of {@code Authorization} shows the key; the case of the scheme does not matter (RFC 9110 §11.1). */
    boolean admits(String authorization) {
        return authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
                && MessageDigest.isEqual(
                        digest, digest(authorization.substring(SCHEME.length()).strip()));
    }

    private static byte[] digest(String key) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(key.getBytes(UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    @Override
    public String toString() {
        return required() ? "API key (hidden)" : "no API key";
    }
}
