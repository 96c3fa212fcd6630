package dev.streamslocal.engine.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class AccessRulesTest {

    private static final AccessRules RULES = AccessRules.of(
            "Streams.Test", List.of("box", "10.0.0.7", "[fe80::7]"), List.of("https://App.example"), false);

    private Wire wire = new Wire(HttpOptions.defaults().withAccess(RULES));

    @AfterEach
    void close() {
        wire.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost", "localhost:1", "LOCALHOST:65535", "localhost.", "a.localhost", "a.b.localhost:80",
                        "127.0.0.1",
                "127.255.255.254:8080", "[::1]", "[::1]:80", "[0:0:0:0:0:0:0:1]", "streams.test", "STREAMS.TEST:1",
                        "box",
                "box:99", "10.0.0.7:1", "[FE80::7]:1"
            })
    void hostThatIsOurs_isAllowed(String host) {
        assertThat(RULES.hostAllowed(host)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "evil.example",
                "localhost.evil.example",
                "notlocalhost",
                "xlocalhost",
                "128.0.0.1",
                "127.0.0.1.evil.example",
                "127.1",
                "0127.0.0.1",
                "10.0.0.8",
                "[::2]",
                "::1",
                "[::1",
                "localhost:",
                "localhost:x",
                "localhost:123456",
                "localhost:1:2",
                "user@localhost",
                "localhost@evil.example",
                "[::1]evil",
                "0.0.0.0",
                "",
                ":80",
                "localhost/",
                "evil@a.localhost",
                "evil.example/a.localhost",
                "evil.example,a.localhost",
                "a..localhost",
                ".localhost",
                "[::ffff:127.0.0.1]",
                "[::ffff:7f00:1]",
                "[::127.0.0.1]",
                "[::]",
                "[::1%lo]",
                "2130706433",
                "0x7f.0.0.1",
                "0x7f000001",
                "localhost evil"
            })
    void otherHost_isRefused(String host) {
        boolean allowed = RULES.hostAllowed(host);
        // An empty port is legal (RFC 3986 §3.2.3) and names the same host.
        assertThat(allowed).isEqualTo(host.equals("localhost:"));
    }

    @Test
    void remote_allowsLiteralsOnly() {
        AccessRules remote = AccessRules.of("0.0.0.0", List.of(), List.of(), true);
        assertThat(remote.hostAllowed("192.168.1.2:80")).isTrue();
        assertThat(remote.hostAllowed("[fe80::1]")).isTrue();
        assertThat(remote.hostAllowed("evil.example")).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "http://localhost, true",
        "http://localhost:3000, true",
        "https://a.localhost:1, true",
        "http://127.0.0.1:5173, true",
        "http://[::1]:80, true",
        "https://app.example, true",
        "HTTPS://APP.EXAMPLE, true",
        "http://app.example, false",
        "https://app.example:444, false",
        "https://app.example.evil, false",
        "http://localhost.evil.example, false",
        "http://evil.example, false",
        "null, false",
        "file://localhost, false",
        "localhost, false",
        "http://localhost@evil.example, false",
    })
    void origin_isAllowedIfLoopbackOrNamed(String origin, boolean allowed) {
        assertThat(RULES.originAllowed(origin)).isEqualTo(allowed);
    }

    @Test
    void anyOrigin_stillExcludesNull() {
        AccessRules open = AccessRules.of("localhost", List.of(), List.of("*"), false);
        assertThat(open.originAllowed("http://evil.example")).isTrue();
        assertThat(open.originAllowed("null")).isFalse();
    }

    @Test
    void listening_beyondLoopbackNeedsRemote() throws Exception {
        InetAddress all = InetAddress.getByName("0.0.0.0");
        assertThat(RULES.mayListenOn(all)).isFalse();
        assertThat(RULES.mayListenOn(InetAddress.getByName("127.0.0.1"))).isTrue();
        assertThat(AccessRules.of("0.0.0.0", List.of(), List.of(), true).mayListenOn(all))
                .isTrue();
    }

    private String answer(String head) {
        int before = wire.exchanges.size();
        wire.send(head + "\r\n");
        if (wire.exchanges.size() > before) {
            wire.exchanges.getLast().reply(Response.status(204));
        }
        return wire.sent();
    }

    @Test
    void foreignHost_is403() {
        assertThat(answer("GET / HTTP/1.1\r\nHost: evil.example:80\r\n"))
                .startsWith("HTTP/1.1 403 ")
                .endsWith("{\"error\":{\"code\":\"forbidden\",\"message\":\"host not allowed: evil.example:80\"}}");
        assertThat(answer("OPTIONS / HTTP/1.1\r\nHost: evil.example\r\n")).startsWith("HTTP/1.1 403 ");
        assertThat(answer("GET / HTTP/1.1\r\nHost: localhost\r\n")).startsWith("HTTP/1.1 204 ");
        assertThat(answer("GET / HTTP/1.1\r\nHost: evil.example\r\n")).startsWith("HTTP/1.1 403 ");
    }

    @Test
    void hostMissing_is400AndEndsTheConnection() {
        assertThat(answer("GET / HTTP/1.1\r\nHost:\r\n")).startsWith("HTTP/1.1 403 ");
        assertThat(answer("GET / HTTP/1.0\r\nConnection: keep-alive\r\n")).startsWith("HTTP/1.1 204 ");
        assertThat(answer("GET / HTTP/1.1\r\n")).startsWith("HTTP/1.1 400 ").contains("missing host");
        assertThat(wire.channel.isOpen()).isFalse();
    }

    @Test
    void hostTwice_is400AndEndsTheConnection() {
        assertThat(answer("GET / HTTP/1.1\r\nHost: localhost\r\nHost: localhost\r\n"))
                .startsWith("HTTP/1.1 400 ")
                .contains("more than one host");
        assertThat(wire.channel.isOpen()).isFalse();
    }

    @Test
    void foreignHost_withoutKeepAlive_is403() {
        assertThat(answer("GET / HTTP/1.0\r\nHost: evil.example\r\n")).startsWith("HTTP/1.1 403 ");
    }

    @Test
    void absoluteTarget_isJudgedByItsAuthority() {
        assertThat(answer("GET http://localhost:1/a?b HTTP/1.1\r\nHost: evil.example\r\n"))
                .startsWith("HTTP/1.1 204 ");
        assertThat(wire.exchange(0).request().rawPath()).isEqualTo("/a");
        assertThat(wire.exchange(0).request().rawQuery()).isEqualTo("b");
        assertThat(answer("GET http://evil.example/ HTTP/1.1\r\nHost: localhost\r\n"))
                .startsWith("HTTP/1.1 403 ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "http://localhost\r\nOrigin: http://evil.example",
                "http://localhost\r\nOrigin: http://localhost"
            })
    void originEmptyOrTwice_mayNotChangeAnything(String origins) {
        assertThat(answer("POST / HTTP/1.1\r\nHost: localhost\r\nOrigin: http://localhost\r\n"))
                .startsWith("HTTP/1.1 204 ");
        assertThat(answer("POST / HTTP/1.1\r\nHost: localhost\r\nOrigin: " + origins + "\r\n"))
                .startsWith("HTTP/1.1 403 ")
                .doesNotContain("Access-Control");
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "DELETE", "PATCH"})
    void foreignOrigin_mayNotChangeAnything(String method) {
        assertThat(answer(method + " / HTTP/1.1\r\nHost: localhost\r\nOrigin: http://evil.example\r\n"))
                .startsWith("HTTP/1.1 403 ")
                .contains("origin not allowed: http://evil.example")
                .doesNotContain("Access-Control");
        assertThat(answer(method + " / HTTP/1.1\r\nHost: localhost\r\nOrigin: null\r\n"))
                .contains("origin not allowed: null");
        assertThat(answer(method + " / HTTP/1.1\r\nHost: localhost\r\nOrigin: http://localhost:3000\r\n"))
                .startsWith("HTTP/1.1 204 ")
                .contains("Access-Control-Allow-Origin: http://localhost:3000\r\n");
    }

    @Test
    void get_foreignOriginIsServedWithoutPermissionToRead() {
        assertThat(answer("GET / HTTP/1.1\r\nHost: localhost\r\nOrigin: http://evil.example\r\n"))
                .startsWith("HTTP/1.1 204 ")
                .doesNotContain("Access-Control");
        assertThat(answer("GET / HTTP/1.1\r\nHost: localhost\r\nOrigin: https://app.example\r\n"))
                .contains(
                        "Access-Control-Allow-Origin: https://app.example\r\n",
                        "Vary: Origin\r\n",
                        "Access-Control-Expose-Headers: Stream-Next-Offset, ");
    }

    @Test
    void preflight_alwaysNamesTheHeadersAndOnlyAllowsKnownOrigins() {
        assertThat(answer("OPTIONS /any HTTP/1.1\r\nHost: localhost\r\nOrigin: http://evil.example\r\n"))
                .startsWith("HTTP/1.1 204 ")
                .contains("Access-Control-Allow-Headers: ", "If-None-Match", "Producer-Epoch")
                .contains("Access-Control-Allow-Methods: GET, POST, PUT, DELETE, HEAD, OPTIONS\r\n")
                .doesNotContain("Access-Control-Allow-Origin", "Private-Network");
        assertThat(answer("OPTIONS * HTTP/1.1\r\nHost: localhost\r\nOrigin: http://localhost\r\n"
                        + "Access-Control-Request-Private-Network: true\r\n"))
                .contains(
                        "Access-Control-Allow-Origin: http://localhost\r\n",
                        "Access-Control-Allow-Private-Network: true\r\n");
        assertThat(wire.exchanges).isEmpty();
    }
}
