package dev.streamslocal.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.streamslocal.fuzz.Finding;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The JSON split beside Jackson: the same bodies are taken, and they are cut into the same messages, byte for byte. */
public final class JsonFuzz {
    private static final int MARGIN = 3;
    private static final byte OUTSIDE = '7';

    private JsonFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) {
        body(input);
        // The depth limit lies beyond what mutation reaches by itself.
        if (input.length > 0 && input[0] == 'D') {
            body(nested(Arrays.copyOfRange(input, 1, input.length)));
        }
    }

    private static byte[] nested(byte[] core) {
        byte[] body = new byte[core.length + 995];
        Arrays.fill(body, (byte) '[');
        System.arraycopy(core, 0, body, 995, core.length);
        return body;
    }

    private static void body(byte[] body) {
        byte[] array = new byte[body.length + 2 * MARGIN];
        Arrays.fill(array, OUTSIDE);
        System.arraycopy(body, 0, array, MARGIN, body.length);
        JacksonMessages.Verdict expected = JacksonMessages.of(body);
        JacksonMessages.Verdict actual;
        try {
            actual = new JacksonMessages.Split(texts(JsonSplitter.split(array, MARGIN, body.length), body.length));
        } catch (ProtocolException e) {
            actual = refusal(e.problem());
        }
        for (int i = 0; i < MARGIN; i++) {
            Finding.unless(array[i] == OUTSIDE && array[array.length - 1 - i] == OUTSIDE, "written outside the range");
        }
        // A body with two faults may be refused for either.
        boolean refused = !(actual instanceof JacksonMessages.Split) && !(expected instanceof JacksonMessages.Split);
        if (!refused || actual instanceof JacksonMessages.Invalid) {
            Finding.unlessEqual(actual, expected, "split");
        }
    }

    private static JacksonMessages.Verdict refusal(Problem problem) {
        Finding.unlessEqual(problem.status(), 400, "status");
        return switch (problem.message()) {
            case "invalid JSON" -> new JacksonMessages.Invalid();
            case "invalid JSON: nested deeper than 1000" -> new JacksonMessages.TooDeep();
            default -> throw new AssertionError(problem.message());
        };
    }

    private static List<String> texts(Messages messages, int length) {
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < messages.count(); i++) {
            int begin = messages.start() + messages.begin(i);
            int end = messages.start() + messages.end(i);
            Finding.unless(begin >= MARGIN && end <= MARGIN + length, "a message outside the range");
            Finding.unless(i == 0 || messages.bytes()[begin - 1] == ',', "messages not joined by a comma");
            texts.add(new String(messages.bytes(), begin, end - begin, UTF_8));
        }
        return texts;
    }
}
