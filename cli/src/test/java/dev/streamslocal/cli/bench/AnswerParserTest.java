package dev.streamslocal.cli.bench;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AnswerParserTest {
    private final List<String> answers = new ArrayList<>();
    private final AnswerParser parser = new AnswerParser(new Listener());

    private final class Listener implements AnswerListener {
        private final StringBuilder text = new StringBuilder();

        @Override
        public void head(AnswerHead head) {
            text.setLength(0);
            text.append(head.status()).append(' ').append(head.nextOffset()).append(head.upToDate() ? "! " : " ");
        }

        @Override
        public void body(byte[] bytes, int from, int to) {
            text.append(new String(bytes, from, to - from, ISO_8859_1));
        }

        @Override
        public void end(AnswerHead head) {
            answers.add(text.toString());
        }

        @Override
        public void broken(String reason) {
            answers.add(reason);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5, 17, 1000})
    void feed_anyPieces_givesTheSameAnswers(int piece) {
        feed(
                "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 5\r\nstream-next-offset: 0G\r\n"
                        + "STREAM-UP-TO-DATE: true\r\n\r\nhelloHTTP/1.1 204 No Content\r\nStream-Next-Offset:1\r\n\r\n"
                        + "HTTP/1.1 200 OK\r\nTransfer-Encoding: Chunked\r\n\r\n3;x=y\r\nabc\r\nA\r\n0123456789\r\n0\r\n"
                        + "Trailer: x\r\n\r\nHTTP/1.1 404 Not Found\r\ncontent-length:2\r\n\r\nno",
                piece);
        assertThat(answers).containsExactly("200 0G! hello", "204 1 ", "200  abc0123456789", "404  no");
    }

    @Test
    void closed_afterBodyWithoutLength_isItsEnd() {
        feed("HTTP/1.1 200 OK\r\n\r\nrest", 100);
        assertThat(answers).isEmpty();
        assertThat(parser.closed()).isTrue();
        assertThat(answers).containsExactly("200  rest");
    }

    @Test
    void closed_withinAnswer_isNoEnd() {
        feed("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nrest", 100);
        assertThat(parser.closed()).isFalse();
        assertThat(answers).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SSH-2.0-OpenSSH_9 welcome\r\n\r\n",
                "HTTP/1.1 2x0 OK\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n"
            })
    void feed_noHttp_isRefused(String text) {
        assertThatThrownBy(() -> feed(text, 100)).isInstanceOf(ProtocolFault.class);
    }

    private void feed(String text, int piece) {
        var bytes = text.getBytes(ISO_8859_1);
        for (var at = 0; at < bytes.length; at += piece) {
            parser.feed(bytes, at, Math.min(bytes.length, at + piece));
        }
    }
}
