package dev.streamslocal.engine.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Requests as RFC 9112 has them at its strictest, read the plain way from the whole input. Whatever differs from it is no request: it is
 * the measure of what the server may take, not of what it has to.
 */
final class StrictRequests {
    private static final String TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";
    private static final Pattern REQUEST_LINE =
            Pattern.compile("(" + TOKEN + ") ([\\x21-\\x7e\\x80-\\xff]+) HTTP/1\\.([0-9])");
    private static final Pattern FIELD = Pattern.compile("(" + TOKEN + "):[ \\t]*(.*?)[ \\t]*", Pattern.DOTALL);
    private static final Pattern TEXT = Pattern.compile("[\\t\\x20-\\x7e\\x80-\\xff]*");
    private static final Pattern CHUNK_SIZE = Pattern.compile("0*([0-9A-Fa-f]{1,8})([ \\t]*;.*)?", Pattern.DOTALL);

    /** A whole request; field names in lower case. */
    record Whole(String method, String target, List<String> fields, String body) {}

    private final String input;
    private int at;

    private StrictRequests(String input) {
        this.input = input;
    }

    /** The requests that the input begins with, up to the first fault, or up to one that is not whole. */
    static List<Whole> of(byte[] input) {
        StrictRequests requests = new StrictRequests(new String(input, ISO_8859_1));
        List<Whole> all = new ArrayList<>();
        try {
            while (true) {
                all.add(requests.next());
            }
        } catch (NotWhole end) {
            return all;
        }
    }

    private static final class NotWhole extends Exception {
        private static final long serialVersionUID = 1;
    }

    private Whole next() throws NotWhole {
        while (at < input.length() && "\r\n".indexOf(input.charAt(at)) >= 0) {
            at++;
        }
        Matcher start = REQUEST_LINE.matcher(line());
        require(start.matches());
        List<String> fields = new ArrayList<>();
        for (String line = line(); !line.isEmpty(); line = line()) {
            Matcher field = FIELD.matcher(line);
            require(field.matches() && TEXT.matcher(field.group(2)).matches());
            fields.add(field.group(1).toLowerCase(Locale.ROOT) + ":" + field.group(2));
        }
        return new Whole(
                start.group(1),
                start.group(2),
                fields,
                body(fields, start.group(3).equals("0")));
    }

    private String body(List<String> fields, boolean http10) throws NotWhole {
        List<String> lengths = values(fields, "content-length:");
        List<String> codings = values(fields, "transfer-encoding:");
        require(lengths.size() + codings.size() <= 1);
        if (!codings.isEmpty()) {
            require(!http10 && codings.getFirst().equalsIgnoreCase("chunked"));
            return chunks();
        }
        if (lengths.isEmpty()) {
            return "";
        }
        require(lengths.getFirst().matches("0*[0-9]{1,9}"));
        return bytes(Integer.parseInt(lengths.getFirst()));
    }

    private String chunks() throws NotWhole {
        StringBuilder body = new StringBuilder();
        while (true) {
            Matcher size = CHUNK_SIZE.matcher(line());
            require(size.matches());
            int bytes = Integer.parseUnsignedInt(size.group(1), 16);
            require(bytes >= 0);
            if (bytes == 0) {
                break;
            }
            body.append(bytes(bytes));
            require(line().isEmpty());
        }
        for (String line = line(); !line.isEmpty(); line = line()) {
            // Trailers are read over.
        }
        return body.toString();
    }

    private static List<String> values(List<String> fields, String name) {
        return fields.stream()
                .filter(field -> field.startsWith(name))
                .map(field -> field.substring(name.length()))
                .toList();
    }

    private String bytes(int count) throws NotWhole {
        require(count <= input.length() - at);
        at += count;
        return input.substring(at - count, at);
    }

    /** The next line without its CRLF. */
    private String line() throws NotWhole {
        int end = input.indexOf("\r\n", at);
        require(end >= 0);
        String line = input.substring(at, end);
        at = end + 2;
        return line;
    }

    private static void require(boolean right) throws NotWhole {
        if (!right) {
            throw new NotWhole();
        }
    }
}
