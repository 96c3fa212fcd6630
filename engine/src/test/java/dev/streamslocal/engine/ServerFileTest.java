package dev.streamslocal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServerFileTest {
    private static final Exports EXPORTS =
            new Exports("dev", 4711, 40123, "http://::1:40123", "/data/\u00e4 \"x\".sqlite");
    private static final String VALID =
            "{'name':'a','pid':1,'http':{'port':2,'url':'u'},'sqlite':{'path':'p'}}".replace('\'', '"');

    @TempDir
    Path directory;

    private Path path;
    private ServerFile file;

    @BeforeEach
    void names() {
        path = directory.resolve("server.json");
        file = new ServerFile(path);
    }

    @Test
    void write_isPrettyWithNewline() throws IOException {
        file.write(EXPORTS, Instant.parse("2026-01-02T03:04:05Z"));
        assertThat(path).content().isEqualTo("""
                        {
                          "version": 1,
                          "name": "dev",
                          "pid": 4711,
                          "startedAt": "2026-01-02T03:04:05.000Z",
                          "http": {
                            "port": 40123,
                            "url": "http://::1:40123"
                          },
                          "sqlite": {
                            "path": "/data/\u00e4 \\"x\\".sqlite"
                          }
                        }
                        """);
        assertThat(file.read()).contains(EXPORTS);
        try (var left = Files.list(directory)) {
            assertThat(left).containsExactly(path);
        }
    }

    @Test
    void read_missing_isAbsent() {
        assertThat(file.read()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "x",
                "[]",
                "null",
                "{",
                "{}",
                "{'name':'a','pid':1,'http':{'port':2,'url':'u'},'sqlite':{'path':'p'}",
                "{'name':'a','pid':1,'http':{'port':2,'url':'u'},'sqlite':{'path':'p'}} x",
                "{'name':1,'pid':1,'http':{'port':2,'url':'u'},'sqlite':{'path':'p'}}",
                "{'name':'a','pid':'1','http':{'port':2,'url':'u'},'sqlite':{'path':'p'}}",
                "{'name':'a','pid':1,'http':{'port':'2','url':'u'},'sqlite':{'path':'p'}}",
                "{'name':'a','pid':1,'http':{'port':2,'url':null},'sqlite':{'path':'p'}}",
                "{'name':'a','pid':1,'http':{'port':2,'url':'u'},'sqlite':{'path':['p']}}",
                "{'name':'a','pid':1,'http':{'port':2,'url':'u'},'sqlite':'p'}",
                "{'name':'a','pid':1,'http.port':2,'http.url':'u','sqlite.path':'p'}",
                "{'name':'a','name':1,'pid':1,'http':{'port':2,'url':'u'},'sqlite':{'path':'p'}}"
            })
    void read_malformed_isAbsent(String text) throws IOException {
        Files.writeString(path, text.replace('\'', '"'));
        assertThat(file.read()).isEmpty();
    }

    @Test
    void read_otherMembers_areIgnored() throws IOException {
        Files.writeString(path, "{\"version\":\"x\",\"more\":{\"name\":3,\"pid\":[{}]}," + VALID.substring(1));
        assertThat(file.read()).contains(new Exports("a", 1, 2, "u", "p"));
    }

    @Test
    void read_notUtf8_isAbsent() throws IOException {
        Files.write(path, new byte[] {'{', '"', (byte) 0xff, '"'});
        assertThat(file.read()).isEmpty();
    }

    @Test
    void deleteIfOf_otherProcess_leavesIt() throws IOException {
        file.write(EXPORTS, Instant.EPOCH);
        file.deleteIfOf(4712);
        assertThat(path).exists();
        file.deleteIfOf(4711);
        assertThat(path).doesNotExist();
    }
}
