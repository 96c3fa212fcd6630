package dev.streamslocal.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/**
 * The weak entity tag of a catch-up answer: over all that decides its bytes and headers (decision 9, contract 10
 * §6.4).
 */
public final class ETag {

    private static final int PLAIN_BYTES_MAX = 64;

    private static final String PLAIN = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-_.";
    private static final String HEX = "0123456789ABCDEF";

    private ETag() {}

    /**
     * The tag, quotes and {@code W/} included, in visible ASCII.
     *
     * @param start position asked for
     * @param next position after the last inspected entry
     * @param format {@code json} or {@code raw}
     * @param generation of the schema registry, 0 without one
     * @param filter the filter expression, empty without one
     * @param closed whether the answer says that the stream is closed
     */
    public static String of(
            String incarnation,
            long start,
            long next,
            String format,
            long generation,
            RoutingKey key,
            String filter,
            boolean closed) {
        StringBuilder tag = new StringBuilder(112);
        tag.append("W/\"").append(escaped(incarnation));
        tag.append(':').append(Long.toUnsignedString(start)).append(':').append(Long.toUnsignedString(next));
        tag.append(':').append(format).append(':').append(generation);
        if (key.present()) {
            tag.append(":k=").append(escaped(key.text()));
        }
        if (!filter.isEmpty()) {
            tag.append(":f=").append(escaped(filter));
        }
        return tag.append(closed ? ":c\"" : "\"").toString();
    }

    /**
     * Whether an {@code If-None-Match} value, a list or {@code *}, names the tag; weak comparison, RFC 9110 §8.8.3.2.
     */
    public static boolean matches(String ifNoneMatch, String tag) {
        if (ifNoneMatch.strip().equals("*")) {
            return true;
        }
        String opaque = tag.substring(tag.indexOf('"'));
        int open = ifNoneMatch.indexOf('"');
        while (open >= 0) {
            int end = ifNoneMatch.indexOf('"', open + 1) + 1;
            if (end == 0) {
                return false;
            }
            if (ifNoneMatch.substring(open, end).equals(opaque)) {
                return true;
            }
            open = ifNoneMatch.indexOf('"', end);
        }
        return false;
    }

    /**
     * An injective form in characters that may stand in a tag: itself percent-encoded, or above 64 bytes its SHA-256.
     */
    private static String escaped(String text) {
        byte[] bytes = text.getBytes(UTF_8);
        return bytes.length <= PLAIN_BYTES_MAX ? percentEncoded(bytes) : "~" + digest(bytes);
    }

    private static String percentEncoded(byte[] bytes) {
        StringBuilder text = new StringBuilder(bytes.length);
        for (byte b : bytes) {
            if (PLAIN.indexOf(b) >= 0) {
                text.append((char) b);
            } else {
                text.append('%').append(HEX.charAt(b >> 4 & 15)).append(HEX.charAt(b & 15));
            }
        }
        return text.toString();
    }

    private static String digest(byte[] bytes) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(bytes);
            return Base64.getUrlEncoder().withoutPadding().encodeToString(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
