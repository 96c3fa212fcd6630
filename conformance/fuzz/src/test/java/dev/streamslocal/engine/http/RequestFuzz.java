package dev.streamslocal.engine.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.streamslocal.fuzz.Finding;
import dev.streamslocal.protocol.Problem;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.ReferenceCountUtil;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A connection that sends anything, whole and in pieces: the same requests come out either way, none but those a strict reading has too,
 * with the bodies it gives them.
 *
 * <p>Input: one byte for the size of the pieces, then what is sent.
 */
public final class RequestFuzz {
    private static final HttpOptions OPTIONS =
            HttpOptions.defaults().withClock(() -> Instant.EPOCH).withBodyBytesMax(1 << 16);
    private static final String CONTINUE = "HTTP/1.1 100 Continue\r\n\r\n";
    private static final byte[] NO_BODY = {};

    private RequestFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) {
        if (input.length == 0) {
            return;
        }
        byte[] sent = Arrays.copyOfRange(input, 1, input.length);
        int piece = 1 + (input[0] & 0x3f);
        List<String> whole = requests(sent, Math.max(1, sent.length));
        Finding.unlessEqual(requests(sent, piece), whole, "requests of pieces of " + piece);
        strict(whole, StrictRequests.of(sent));

        String answers = answers(sent, Math.max(1, sent.length));
        Finding.unlessEqual(answers(sent, piece), answers, "answers to pieces of " + piece);
        Finding.unless(!answers.contains("HTTP/1.1 500 "), "an error inside");
    }

    private static void strict(List<String> actual, List<StrictRequests.Whole> strict) {
        List<String> expected = strict.stream()
                .map(each -> shown(each.method(), each.target(), each.fields(), each.body()))
                .toList();
        List<String> taken =
                actual.stream().filter(each -> !each.startsWith("!")).toList();
        Finding.unless(
                taken.size() <= expected.size()
                        && expected.subList(0, taken.size()).equals(taken),
                () -> "taken " + taken + ", read strictly " + expected);
        boolean all = taken.size() == actual.size();
        Finding.unless(!all || taken.size() == expected.size(), () -> "not taken, nor refused: " + expected);
    }

    private static String shown(String method, String target, List<String> fields, String body) {
        return method + " " + target + " " + fields + " <" + body + ">";
    }

    /** What decoder and intake make of the bytes; a last line with {@code !} says why nothing follows. */
    private static List<String> requests(byte[] sent, int piece) {
        List<String> seen = new ArrayList<>();
        ServerScope scope = new ServerScope(OPTIONS, exchange -> {});
        AccessCheck access = new AccessCheck(OPTIONS.access());
        EmbeddedChannel channel = new EmbeddedChannel();
        Recorder recorder = new Recorder(seen);
        RequestIntake intake = new RequestIntake(recorder, access, scope);
        channel.pipeline().addLast(new StrictRequestDecoder()).addLast(new ChannelInboundHandlerAdapter() {
            @Override
            public void channelRead(ChannelHandlerContext ctx, Object message) {
                if (seen.isEmpty() || !seen.getLast().startsWith("!")) {
                    recorder.head = message instanceof HttpRequest head ? head : recorder.head;
                    intake.take(message);
                }
                ReferenceCountUtil.release(message);
            }
        });
        send(channel, sent, piece);
        intake.drop();
        channel.finishAndReleaseAll();
        return seen;
    }

    private static final class Recorder implements RequestIntake.Listener {
        private final List<String> seen;
        private HttpRequest head = new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, "/");

        Recorder(List<String> seen) {
            this.seen = seen;
        }

        @Override
        public void received(Request request, boolean keepAlive, BodyIntake.Fate fate, boolean complete) {
            if (!complete || fate != BodyIntake.Fate.KEPT) {
                seen.add("!" + fate);
                return;
            }
            List<String> fields = new ArrayList<>();
            for (Map.Entry<String, String> each : head.headers()) {
                fields.add(each.getKey().toLowerCase(Locale.ROOT) + ":" + each.getValue());
            }
            byte[] body = request.body();
            seen.add(shown(head.method().name(), head.uri(), fields, new String(body, ISO_8859_1)));
            if (!keepAlive) {
                seen.add("!close");
            }
        }

        @Override
        public void refused(Request request, Problem problem) {
            seen.add("!" + problem.status());
        }

        @Override
        public void brokenOff() {
            seen.add("!brokenOff");
        }
    }

    /** The bytes of a whole connection. */
    private static String answers(byte[] sent, int piece) {
        ServerScope scope = new ServerScope(OPTIONS, RequestFuzz::answer);
        EmbeddedChannel channel = new EmbeddedChannel();
        channel.freezeTime();
        channel.pipeline().addLast(new HttpPipeline(scope));
        send(channel, sent, piece);
        channel.runPendingTasks();
        StringBuilder answers = new StringBuilder();
        for (ByteBuf out = channel.readOutbound(); out != null; out = channel.readOutbound()) {
            answers.append(out.toString(ISO_8859_1));
            out.release();
        }
        answers.append(channel.isOpen() ? "open" : "closed");
        channel.finishAndReleaseAll();
        // Whether a body comes in time to be asked for depends on the pieces, and so does which of two faults is met
        // first.
        return answers.toString()
                .replace(CONTINUE, "")
                .replaceAll(
                        "Content-Length: \\d+\r\n\r\n\\{\"error\":\\{\"code\":\"bad_request\".*?\\}\\}", "malformed");
    }

    private static void answer(Exchange exchange) {
        Request request = exchange.request();
        String parameter = request.query().first("a");
        byte[] body = request.bodyTooLarge() ? NO_BODY : request.body();
        exchange.reply(Response.status(200).body((request.rawPath() + parameter + body.length).getBytes(ISO_8859_1)));
    }

    private static void send(EmbeddedChannel channel, byte[] bytes, int piece) {
        for (int at = 0; at < bytes.length && channel.isOpen(); at += piece) {
            channel.writeInbound(Unpooled.copiedBuffer(bytes, at, Math.min(piece, bytes.length - at)));
        }
    }
}
