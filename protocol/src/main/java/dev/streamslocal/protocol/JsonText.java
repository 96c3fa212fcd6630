package dev.streamslocal.protocol;

/** Writes JSON strings (RFC 8259 §7); what need not be escaped is not. */
final class JsonText {

    private static final String HEX = "0123456789abcdef";

    private JsonText() {}

    /** Appends the text in quotes. An unpaired surrogate is escaped, so that the result has a UTF-8 form. */
    static void quote(String text, StringBuilder to) {
        to.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isHighSurrogate(c) && i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1))) {
                to.append(c).append(text.charAt(++i));
            } else {
                character(c, to);
            }
        }
        to.append('"');
    }

    private static void character(char c, StringBuilder to) {
        switch (c) {
            case '"' -> to.append("\\\"");
            case '\\' -> to.append("\\\\");
            case '\b' -> to.append("\\b");
            case '\f' -> to.append("\\f");
            case '\n' -> to.append("\\n");
            case '\r' -> to.append("\\r");
            case '\t' -> to.append("\\t");
            default -> {
                if (c < ' ' || Character.isSurrogate(c)) {
                    unicode(c, to);
                } else {
                    to.append(c);
                }
            }
        }
    }

    private static void unicode(char c, StringBuilder to) {
        to.append("\\u");
        for (int shift = 12; shift >= 0; shift -= 4) {
            to.append(HEX.charAt(c >>> shift & 15));
        }
    }
}
