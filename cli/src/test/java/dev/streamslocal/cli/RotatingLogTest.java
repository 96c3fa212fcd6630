package dev.streamslocal.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class RotatingLogTest {
    private static final int SMALL = 100;

    @TempDir
    Path directory;

    private Path file() {
        return directory.resolve("streams.log");
    }

    private PrintStream open() throws IOException {
        return new PrintStream(new RotatingLog(file(), SMALL), true, UTF_8);
    }

    @Test
    void full_isPutAside_andNoLineIsCutOrLost() throws IOException {
        try (var log = open()) {
            IntStream.range(0, 60).forEach(i -> log.print("line " + (1000 + i) + "\n"));
        }
        assertThat(directory)
                .isDirectoryContaining("glob:**streams.log.3")
                .isDirectoryNotContaining("glob:**streams.log.4");
        var kept = new ArrayList<String>();
        for (var times = RotatingLog.OLD_FILES_MAX; times > 0; times--) {
            assertThat(Files.size(RotatingLog.old(file(), times))).isLessThanOrEqualTo(SMALL);
            kept.addAll(Files.readAllLines(RotatingLog.old(file(), times)));
        }
        kept.addAll(Files.readAllLines(file()));
        assertThat(kept)
                .hasSizeGreaterThanOrEqualTo(31)
                .containsExactlyElementsOf(IntStream.range(60 - kept.size(), 60)
                        .mapToObj(i -> "line " + (1000 + i))
                        .toList());
    }

    @Test
    void reopened_goesOn() throws IOException {
        for (var i = 0; i < 2; i++) {
            try (var log = open()) {
                log.print("line " + i + "\n");
            }
        }
        assertThat(file()).content().isEqualTo("line 0\nline 1\n");
    }

    @Test
    void lineLargerThanTheFile_isWhole() throws IOException {
        try (var log = open()) {
            log.print("x".repeat(3 * SMALL));
            log.print("y");
        }
        assertThat(Files.size(RotatingLog.old(file(), 1))).isEqualTo(3 * SMALL);
        assertThat(file()).content().isEqualTo("y");
    }

    @Test
    void whatCannotBePutAside_goesOn_andIsPutAsideOnceItCan() throws IOException {
        Files.createFile(RotatingLog.old(file(), 2));
        var obstacle = Files.createDirectories(RotatingLog.old(file(), 3).resolve("in the way"));
        try (var log = open()) {
            IntStream.range(0, 15).forEach(i -> log.print("line " + (1000 + i) + "\n"));
            assertThat(Files.readAllLines(file())).hasSize(15);
            Files.delete(obstacle);
            IntStream.range(15, 25).forEach(i -> log.print("line " + (1000 + i) + "\n"));
        }
        assertThat(Files.readAllLines(RotatingLog.old(file(), 1))).contains("line 1014");
        assertThat(Files.readAllLines(file())).endsWith("line 1024");
    }

    @Test
    void writerThatIsInterrupted_doesNotEndTheLog() throws IOException {
        try (var log = open()) {
            Thread.currentThread().interrupt();
            log.print("lost\n");
            assertThat(Thread.interrupted()).isTrue();
            log.print("kept\n");
        }
        assertThat(file()).content().endsWith("kept\n");
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void file_isItsOwnersAlone() throws IOException {
        open().close();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
                .isEqualTo("rw-------");
    }

    @Test
    void tail_showsTheLastLines_andFollowsIntoANewFile() throws IOException {
        var seen = new ByteArrayOutputStream();
        var out = new PrintStream(seen, true, UTF_8);
        try (var log = open()) {
            log.print("one\ntwo\nthree\n");
            try (var tail = new LogTail(file())) {
                assertThat(tail.last(2)).containsExactly("two", "three");
                tail.copy(out);
                assertThat(seen.size()).isZero();
                log.print("four\n");
                log.print("x".repeat(SMALL - 20) + "\n");
                log.print("five\n");
                tail.copy(out);
                log.print("six\n");
                tail.copy(out);
            }
        }
        assertThat(RotatingLog.old(file(), 1)).exists();
        assertThat(seen.toString(UTF_8)).isEqualTo("four\n" + "x".repeat(SMALL - 20) + "\nfive\nsix\n");
    }

    @Test
    void logLines_leavesOutWhatItCannotKeepUpWith_andSaysSo() throws Exception {
        var written = new ByteArrayOutputStream();
        var gate = new java.util.concurrent.CountDownLatch(1);
        var slow = new PrintStream(written, true, UTF_8) {
            @Override
            public void println(String line) {
                try {
                    gate.await();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
                super.println(line);
            }
        };
        var lines = new LogLines(slow);
        var offered = 2 * LogLines.WAITING_MAX;
        for (var i = 0; i < offered; i++) {
            lines.accept("line");
        }
        gate.countDown();
        for (var i = 0; i < 500 && !written.toString(UTF_8).contains("left out"); i++) {
            Thread.sleep(10);
        }
        assertThat(written.toString(UTF_8)).containsPattern("\\[requests\\] 81\\d\\d lines left out");
    }
}
