package dev.streamslocal.protocol;

/**
 * Walks over JSON text and accepts what RFC 8259 allows: UTF-8, no lenient form of any kind. Nesting is kept in a bit
 * set, so depth costs no stack; each CR and LF between tokens is overwritten by a blank.
 */
final class JsonScanner {

    private static final int END = 0; // a NUL is valid nowhere between tokens, so it can stand for the end of the text

    private static final byte[] TRUE = {'t', 'r', 'u', 'e'};
    private static final byte[] FALSE = {'f', 'a', 'l', 's', 'e'};
    private static final byte[] NULL = {'n', 'u', 'l', 'l'};

    private final byte[] bytes;
    private final int end;

    // Bit d says that the container at depth d is an object.
    private final long[] objects = new long[(Limits.JSON_DEPTH_MAX >> 6) + 1];

    JsonScanner(byte[] bytes, int end) {
        this.bytes = bytes;
        this.end = end;
    }

    static ProtocolException invalid() {
        return ProtocolException.badRequest("invalid JSON");
    }

    /** The byte at an index, 0 at the end. */
    int at(int i) {
        return i < end ? bytes[i] : END;
    }

    /** Index after a byte order mark, if there is one. */
    int byteOrderMark(int i) {
        boolean mark =
                end - i >= 3 && bytes[i] == (byte) 0xEF && bytes[i + 1] == (byte) 0xBB && bytes[i + 2] == (byte) 0xBF;
        return mark ? i + 3 : i;
    }

    /** Index of the first byte that is not white space. */
    int blanks(int from) {
        int i = from;
        for (; i < end; i++) {
            byte b = bytes[i];
            if (b > ' ') {
                return i;
            }
            if (b == '\n' || b == '\r') {
                bytes[i] = ' ';
            } else if (b != ' ' && b != '\t') {
                return i;
            }
        }
        return i;
    }

    /**
     * Index after the value that begins at {@code from}.
     *
     * @param outer how many containers enclose the value
     */
    int value(int from, int outer) {
        int depth = outer;
        int i = from;
        for (; ; ) {
            switch (at(i)) {
                case '"' -> i = string(i + 1);
                case '{' -> {
                    depth = enter(depth, true);
                    i = blanks(i + 1);
                    if (at(i) != '}') {
                        i = name(i);
                        continue;
                    }
                    i++;
                    depth--;
                }
                case '[' -> {
                    depth = enter(depth, false);
                    i = blanks(i + 1);
                    if (at(i) != ']') {
                        continue;
                    }
                    i++;
                    depth--;
                }
                case 't' -> i = word(i, TRUE);
                case 'f' -> i = word(i, FALSE);
                case 'n' -> i = word(i, NULL);
                default -> i = number(i);
            }
            // A value is complete: close what it completes, then stand at the next one.
            for (; ; ) {
                if (depth == outer) {
                    return i;
                }
                i = blanks(i);
                boolean object = inObject(depth);
                int next = at(i);
                if (next == ',') {
                    i = blanks(i + 1);
                    i = object ? name(i) : i;
                    break;
                }
                if (next != (object ? '}' : ']')) {
                    throw invalid();
                }
                i++;
                depth--;
            }
        }
    }

    private int enter(int depth, boolean object) {
        if (depth == Limits.JSON_DEPTH_MAX) {
            throw ProtocolException.badRequest("invalid JSON: nested deeper than " + Limits.JSON_DEPTH_MAX);
        }
        int inner = depth + 1;
        long bit = 1L << inner;
        if (object) {
            objects[inner >> 6] |= bit;
        } else {
            objects[inner >> 6] &= ~bit;
        }
        return inner;
    }

    private boolean inObject(int depth) {
        return (objects[depth >> 6] & 1L << depth) != 0;
    }

    /** Index of the value after a member's name and colon. */
    private int name(int i) {
        if (at(i) != '"') {
            throw invalid();
        }
        int colon = blanks(string(i + 1));
        if (at(colon) != ':') {
            throw invalid();
        }
        return blanks(colon + 1);
    }

    /** Index after the closing quote. */
    private int string(int from) {
        int i = from;
        for (; ; ) {
            i = PlainText.end(bytes, i, end);
            int b = at(i);
            if (b == '"') {
                return i + 1;
            }
            if (b == '\\') {
                i = escape(i + 1);
            } else if (b < 0) {
                i = otherScript(i);
            } else {
                throw invalid();
            }
        }
    }

    /** Index after a run of characters that are not ASCII. */
    private int otherScript(int from) {
        int i = from;
        while (at(i) < 0) {
            i = Utf8.next(bytes, i, end);
            if (i < 0) {
                throw invalid();
            }
        }
        return i;
    }

    private int escape(int i) {
        return switch (at(i)) {
            case '"', '\\', '/', 'b', 'f', 'n', 'r', 't' -> i + 1;
            case 'u' -> fourHexDigits(i + 1);
            default -> throw invalid();
        };
    }

    private int fourHexDigits(int from) {
        for (int k = 0; k < 4; k++) {
            hex(at(from + k));
        }
        return from + 4;
    }

    private static void hex(int b) {
        int letter = b | 0x20;
        if (!((b >= '0' && b <= '9') || (letter >= 'a' && letter <= 'f'))) {
            throw invalid();
        }
    }

    private int word(int from, byte[] word) {
        for (int k = 0; k < word.length; k++) {
            if (at(from + k) != word[k]) {
                throw invalid();
            }
        }
        return from + word.length;
    }

    private int number(int from) {
        int i = at(from) == '-' ? from + 1 : from;
        i = at(i) == '0' ? i + 1 : digits(i);
        if (at(i) == '.') {
            i = digits(i + 1);
        }
        if ((at(i) | 0x20) == 'e') {
            int sign = at(i + 1);
            i = digits(sign == '+' || sign == '-' ? i + 2 : i + 1);
        }
        return i;
    }

    /** Index after one digit or more. */
    private int digits(int from) {
        int i = from;
        while (i < end && bytes[i] >= '0' && bytes[i] <= '9') {
            i++;
        }
        if (i == from) {
            throw invalid();
        }
        return i;
    }
}
