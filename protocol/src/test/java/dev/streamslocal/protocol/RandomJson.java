package dev.streamslocal.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Random;

/** Makes valid JSON of every shape, with white space wherever it may stand. */
final class RandomJson {

    private static final String[] NUMBERS = {
        "0",
        "-0",
        "1",
        "-1",
        "12345678901234567890",
        "1.0",
        "0.5",
        "-0.0",
        "1e3",
        "1E+3",
        "1e-3",
        "1.25E400",
        "10",
        "-9.75"
    };
    private static final String[] PIECES = {
        "a",
        "key",
        "lorem ipsum dolor sit amet",
        "\\n",
        "\\\"",
        "\\\\",
        "\\/",
        "\\u00e9",
        "\\ud800",
        "\\uDBFF\\udfff",
        "é",
        "ß€",
        "漢字",
        "😀",
        "[",
        "}",
        ",",
        ":",
        " ",
        "\u007f",
        "\u0080",
        "\uffff",
        "\\b\\f\\r\\t"
    };
    private static final String[] BLANKS = {" ", "\t", "\r", "\n", "\r\n", "  "};

    private final Random random;
    private final boolean spaced;
    private final StringBuilder text = new StringBuilder();

    private RandomJson(Random random, boolean spaced) {
        this.random = random;
        this.spaced = spaced;
    }

    static byte[] body(Random random) {
        RandomJson json = new RandomJson(random, random.nextInt(3) != 0);
        if (random.nextInt(8) == 0) {
            json.text.append('\uFEFF');
        }
        json.value(random.nextInt(5), random.nextBoolean());
        return json.text.toString().getBytes(UTF_8);
    }

    private void value(int depth, boolean list) {
        blanks();
        int kind = list ? 0 : random.nextInt(depth > 0 ? 7 : 5);
        switch (list ? 5 : kind) {
            case 0 -> text.append(NUMBERS[random.nextInt(NUMBERS.length)]);
            case 1 -> string();
            case 2 -> text.append("true");
            case 3 -> text.append("false");
            case 4 -> text.append("null");
            case 5 -> list(depth, '[', ']');
            default -> list(depth, '{', '}');
        }
        blanks();
    }

    private void list(int depth, char open, char close) {
        text.append(open);
        int count = random.nextInt(5);
        if (count == 0) {
            blanks();
        }
        for (int i = 0; i < count; i++) {
            if (i > 0) {
                text.append(',');
            }
            if (open == '{') {
                blanks();
                string();
                blanks();
                text.append(':');
            }
            value(Math.max(0, depth - 1), false);
        }
        text.append(close);
    }

    private void string() {
        text.append('"');
        for (int i = random.nextInt(6); i > 0; i--) {
            text.append(PIECES[random.nextInt(PIECES.length)]);
        }
        text.append('"');
    }

    private void blanks() {
        while (spaced && random.nextInt(3) == 0) {
            text.append(BLANKS[random.nextInt(BLANKS.length)]);
        }
    }
}
