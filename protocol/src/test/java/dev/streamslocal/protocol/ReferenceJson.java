package dev.streamslocal.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** JSON splitting the plain way: strict decoding, tokens by regular expression, recursive descent over the tokens. */
final class ReferenceJson {

    private static final Pattern TOKEN =
            Pattern.compile("(?<string>\"(?:[^\"\\\\\\x00-\\x1f]|\\\\[\"\\\\/bfnrt]|\\\\u[0-9a-fA-F]{4})*+\")"
                    + "|(?<number>-?(?:0|[1-9][0-9]*+)(?:\\.[0-9]++)?(?:[eE][+-]?[0-9]++)?)"
                    + "|(?<word>true|false|null)|(?<mark>[\\[\\]{},:])");
    private static final Pattern BLANKS = Pattern.compile("[ \\t\\r\\n]*+");

    private record Token(String text, int begin, int end) {}

    private static final class Invalid extends Exception {
        private static final long serialVersionUID = 1;
    }

    private final String text;
    private final List<Token> tokens = new ArrayList<>();
    private int next;

    private ReferenceJson(String text) {
        this.text = text;
    }

    /** The texts of the messages, or empty when the body is not JSON. */
    static Optional<List<String>> messages(byte[] body) {
        try {
            String text = UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString();
            return Optional.of(new ReferenceJson(text.startsWith("\uFEFF") ? text.substring(1) : text).messages());
        } catch (CharacterCodingException | Invalid e) {
            return Optional.empty();
        }
    }

    private List<String> messages() throws Invalid {
        tokenize();
        List<String> messages = new ArrayList<>();
        if (peek("[")) {
            next++;
            while (!peek("]") || !messages.isEmpty()) {
                messages.add(message());
                if (peek("]")) {
                    break;
                }
                expect(",");
            }
            expect("]");
        } else {
            messages.add(message());
        }
        if (next != tokens.size()) {
            throw new Invalid();
        }
        return messages;
    }

    private String message() throws Invalid {
        int first = next;
        value();
        StringBuilder message = new StringBuilder(tokens.get(first).text());
        for (int i = first + 1; i < next; i++) {
            String blanks =
                    text.substring(tokens.get(i - 1).end(), tokens.get(i).begin());
            message.append(blanks.replace('\r', ' ').replace('\n', ' '))
                    .append(tokens.get(i).text());
        }
        return message.toString();
    }

    private void value() throws Invalid {
        if (peek("[")) {
            list("]", false);
        } else if (peek("{")) {
            list("}", true);
        } else if (next == tokens.size() || "]},:".contains(tokens.get(next).text())) {
            throw new Invalid();
        } else {
            next++;
        }
    }

    private void list(String close, boolean named) throws Invalid {
        next++;
        if (peek(close)) {
            next++;
            return;
        }
        for (; ; ) {
            if (named) {
                if (next == tokens.size() || tokens.get(next).text().charAt(0) != '"') {
                    throw new Invalid();
                }
                next++;
                expect(":");
            }
            value();
            if (peek(close)) {
                next++;
                return;
            }
            expect(",");
        }
    }

    private boolean peek(String mark) {
        return next < tokens.size() && tokens.get(next).text().equals(mark);
    }

    private void expect(String mark) throws Invalid {
        if (!peek(mark)) {
            throw new Invalid();
        }
        next++;
    }

    private void tokenize() throws Invalid {
        Matcher blanks = BLANKS.matcher(text);
        Matcher token = TOKEN.matcher(text);
        int at = 0;
        for (; ; ) {
            blanks.region(at, text.length()).lookingAt();
            at = blanks.end();
            if (at == text.length()) {
                return;
            }
            if (!token.region(at, text.length()).lookingAt()) {
                throw new Invalid();
            }
            tokens.add(new Token(token.group(), token.start(), token.end()));
            at = token.end();
        }
    }
}
