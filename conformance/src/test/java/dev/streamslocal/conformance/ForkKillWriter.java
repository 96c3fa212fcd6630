package dev.streamslocal.conformance;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeSet;

/** Sends one request after the other about its own names, and knows what has to come of each. One thread at a time. */
final class ForkKillWriter {
    private static final int NAMES = 12;

    private final String prefix;
    private final Random random;
    private final HttpClient client = HttpClient.newHttpClient();

    /** What the answers say. */
    private Map<String, Node> known = new HashMap<>();

    /** The same with the effect of the request that got no answer. */
    private Optional<Map<String, Node>> perhaps = Optional.empty();

    private int numbers;
    long answered;
    long forks;
    long deletes;
    long inDoubt;
    long inDoubtDone;

    /** One stream: its messages with those it inherits, the name of its source, and whether it is there for forks only. */
    private record Node(List<Integer> messages, String source, boolean softDeleted) {}

    ForkKillWriter(String prefix, long seed) {
        this.prefix = prefix;
        this.random = new Random(seed);
    }

    /** Sends until the server is gone. */
    void load(String url) {
        while (perhaps.isEmpty()) {
            step(url);
        }
    }

    private void step(String url) {
        String name = prefix + random.nextInt(NAMES);
        Node node = known.get(name);
        String source = prefix + random.nextInt(NAMES);
        if (node == null && known.containsKey(source) && random.nextInt(3) > 0) {
            fork(url, source, name);
        } else if (node == null) {
            int number = numbers++;
            send(url, name, "PUT", "[" + number + "]", Map.of(), 201, with(name, new Node(List.of(number), "", false)));
        } else if (node.softDeleted()) {
            send(url, name, random.nextBoolean() ? "DELETE" : "POST", "[0]", Map.of(), 410, known);
        } else if (random.nextInt(3) == 0) {
            deletes++;
            send(url, name, "DELETE", "", Map.of(), 204, without(name));
        } else {
            int number = numbers++;
            var messages = new ArrayList<>(node.messages());
            messages.add(number);
            var grown = new Node(List.copyOf(messages), node.source(), false);
            send(url, name, "POST", "[" + number + "]", Map.of(), 204, with(name, grown));
        }
    }

    private void fork(String url, String source, String name) {
        Node from = known.get(source);
        int first = random.nextInt(from.messages().size() + 1);
        int number = numbers++;
        var messages = new ArrayList<>(from.messages().subList(0, first));
        messages.add(number);
        var headers = Map.of("Stream-Forked-From", "/v1/stream/" + source, "Stream-Fork-Offset", Token.of(first - 1));
        if (from.softDeleted()) {
            send(url, name, "PUT", "[" + number + "]", headers, 409, known);
        } else {
            forks++;
            var fork = new Node(List.copyOf(messages), source, false);
            send(url, name, "PUT", "[" + number + "]", headers, 201, with(name, fork));
        }
    }

    private Map<String, Node> with(String name, Node node) {
        var after = new HashMap<>(known);
        after.put(name, node);
        return after;
    }

    private Map<String, Node> without(String name) {
        var after = new HashMap<>(known);
        Node node = after.get(name);
        if (isSource(after, name)) {
            after.put(name, new Node(node.messages(), node.source(), true));
            return after;
        }
        String gone = name;
        boolean more = true;
        while (more) {
            String source = after.remove(gone).source();
            more = after.containsKey(source) && after.get(source).softDeleted() && !isSource(after, source);
            gone = source;
        }
        return after;
    }

    private static boolean isSource(Map<String, Node> streams, String name) {
        return streams.values().stream().anyMatch(each -> each.source().equals(name));
    }

    private void send(
            String url,
            String name,
            String method,
            String body,
            Map<String, String> headers,
            int expected,
            Map<String, Node> after) {
        var request = request(url, name, body.isEmpty() ? "" : "application/json");
        headers.forEach(request::header);
        try {
            var answer = client.send(
                    request.method(method, BodyPublishers.ofString(body)).build(), BodyHandlers.ofString());
            if (answer.statusCode() != expected) {
                throw new AssertionError(method + " " + name + " " + headers + " answered " + answer.statusCode() + " "
                        + answer.body() + ", expected " + expected);
            }
            known = after;
            answered++;
        } catch (IOException killed) {
            perhaps = Optional.of(after);
            inDoubt++;
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }

    private static HttpRequest.Builder request(String url, String name, String contentType) {
        var request = HttpRequest.newBuilder(URI.create(url + "/v1/stream/" + name));
        return contentType.isEmpty() ? request : request.header("Content-Type", contentType);
    }

    /** Reads all names back and settles what was in doubt; returns what neither outcome explains. */
    String check(String url) {
        Map<String, String> found = new HashMap<>();
        for (int i = 0; i < NAMES; i++) {
            found.put(prefix + i, read(url, prefix + i));
        }
        if (found.equals(expected(known))) {
            perhaps = Optional.empty();
            return "";
        }
        if (perhaps.isPresent() && found.equals(expected(perhaps.get()))) {
            known = perhaps.get();
            perhaps = Optional.empty();
            inDoubtDone++;
            return "";
        }
        var differences = new TreeSet<String>();
        expected(known).forEach((name, answer) -> {
            if (!answer.equals(found.get(name))) {
                differences.add(name + ": " + found.get(name) + ", expected " + answer);
            }
        });
        return differences + (perhaps.isPresent() ? " or with one request more" : "");
    }

    private Map<String, String> expected(Map<String, Node> streams) {
        Map<String, String> expected = new HashMap<>();
        for (int i = 0; i < NAMES; i++) {
            Node node = streams.get(prefix + i);
            String answer = node == null
                    ? "404"
                    : node.softDeleted()
                            ? "410"
                            : "200 " + node.messages().toString().replace(" ", "");
            expected.put(prefix + i, answer);
        }
        return expected;
    }

    private String read(String url, String name) {
        try {
            HttpResponse<String> answer =
                    client.send(request(url, name, "").GET().build(), BodyHandlers.ofString());
            return answer.statusCode() + (answer.statusCode() == 200 ? " " + answer.body() : "");
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
