package dev.streamslocal.protocol;

/**
 * UTF-8 by its table of well-formed sequences (Unicode, table 3-7): no overlong form, no surrogate, nothing above
 * U+10FFFF.
 */
final class Utf8 {

    private Utf8() {}

    /** Bytes a sequence has by its first byte, 0 where none may begin so. */
    static int sequenceLength(byte first) {
        int lead = first & 0xFF;
        if (lead < 0x80) {
            return 1;
        }
        if (lead < 0xC2 || lead > 0xF4) {
            return 0;
        }
        return lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    }

    /** Whether {@code second} may follow {@code first} in a sequence of two bytes or more. */
    static boolean secondFits(byte first, byte second) {
        int low = switch (first & 0xFF) {
            case 0xE0 -> 0xA0;
            case 0xF0 -> 0x90;
            default -> 0x80;
        };
        int high = switch (first & 0xFF) {
            case 0xED -> 0x9F;
            case 0xF4 -> 0x8F;
            default -> 0xBF;
        };
        int value = second & 0xFF;
        return value >= low && value <= high;
    }

    static boolean continues(byte b) {
        return (b & 0xC0) == 0x80;
    }

    /**
     * Index after the sequence that begins at {@code at}, or -1 when it is malformed or not finished before {@code
     * end}.
     */
    static int next(byte[] bytes, int at, int end) {
        int length = sequenceLength(bytes[at]);
        if (length == 0 || length > end - at) {
            return -1;
        }
        return wellFormed(bytes, at, length) ? at + length : -1;
    }

    /** How many bytes at the end begin a sequence that could still become well-formed: 0 to 3. */
    static int incompleteTail(byte[] bytes, int offset, int length) {
        int end = offset + length;
        for (int present = 1; present <= Math.min(3, length); present++) {
            byte first = bytes[end - present];
            if (!continues(first)) {
                boolean incomplete = sequenceLength(first) > present && wellFormed(bytes, end - present, present);
                return incomplete ? present : 0;
            }
        }
        return 0;
    }

    private static boolean wellFormed(byte[] bytes, int at, int present) {
        if (present > 1 && !secondFits(bytes[at], bytes[at + 1])) {
            return false;
        }
        for (int i = 2; i < present; i++) {
            if (!continues(bytes[at + i])) {
                return false;
            }
        }
        return true;
    }
}
