package dev.streamslocal.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * Cuts the power: everything a run writes is recorded, and from the record thousands of disks are made as a power cut may have left them
 * at some moment, with what was not synced lost, reordered or torn. Each of them has to open and hold every answered request, and no part
 * of another.
 *
 * <p>{@code -Dpower.images=N} makes so many of them, with new sessions for each {@value #IMAGES}.
 */
@EnabledOnOs(OS.LINUX)
class PowerCutCrashTest {

    /** Small steps, and a log so short that it is begun anew all the time. */
    static final Pace PACE =
            new Pace(200, 300, 7, 2000, 100, 4000, 20_000, 300, 2, 2, 100, 3, 1, 2, 40 * 1024, 80 * 1024);

    private static final int IMAGES = 1500;
    private static final int SHARES = 20;
    private static final int THREADS = 2;

    @TempDir
    Path temporary;

    private Path folder = Path.of("");
    private Random random = new Random();
    private int sessions;
    private final ConcurrentLinkedQueue<String> failures = new ConcurrentLinkedQueue<>();
    private final AtomicInteger images = new AtomicInteger();
    private final AtomicInteger lost = new AtomicInteger();

    @BeforeEach
    void prepare() throws IOException {
        folder = FaultyDisk.fastFolder(temporary);
        random = Seeds.random(getClass());
    }

    @AfterEach
    void remove() throws IOException {
        if (!folder.equals(temporary)) {
            FaultyDisk.delete(folder);
        }
    }

    @Test
    void powerCut_keepsEveryAnsweredRequest() throws Exception {
        int wanted = Integer.getInteger("power.images", IMAGES);
        for (int round = 0; round * IMAGES < wanted; round++) {
            int share = Math.min(IMAGES, wanted - round * IMAGES) / SHARES;
            judge(straight(PowerCutScript.Kind.SMALL, Durability.FULL, 400), 3 * share);
            judge(straight(PowerCutScript.Kind.LARGE, Durability.FULL, 120), 3 * share);
            judge(killed(PowerCutScript.Kind.CHURN, Durability.FULL, 400), 3 * share);
            judge(cut(PowerCutScript.Kind.MIXED, Durability.FULL, 400), 3 * share);
            judge(cut(PowerCutScript.Kind.CHURN, Durability.FULL, 400), 2 * share);
            judge(straight(PowerCutScript.Kind.MIXED, Durability.FULL, 3), 2 * share);
            judge(cut(PowerCutScript.Kind.MIXED, Durability.NORMAL, 400), 3 * share);
            judge(straight(PowerCutScript.Kind.MIXED, Durability.OFF, 400), share);
        }
        System.out.println(getClass().getSimpleName() + ": " + images + " images, " + lost
                + " of them without a request that was on its way");
    }

    private PowerCutSession empty(PowerCutScript.Kind kind, Durability durability, int length) throws IOException {
        return PowerCutSession.onNothing(kind, durability, random.nextLong(), length, nextFolder());
    }

    private Path nextFolder() {
        return folder.resolve("session-" + sessions++);
    }

    /** One process that closes and opens the storage some times. */
    private PowerCutSession straight(PowerCutScript.Kind kind, Durability durability, int length) throws Exception {
        PowerCutSession session = empty(kind, durability, length);
        session.run(0, length, true);
        return session;
    }

    /** A process that dies, and another one that goes on with what it left. */
    private PowerCutSession killed(PowerCutScript.Kind kind, Durability durability, int length) throws Exception {
        PowerCutSession session = empty(kind, durability, length);
        session.run(0, length / 2, false);
        session.advance(session.length());
        DiskModel.Cut cut = DiskModel.Cut.KEPT;
        int held = check("look", session.cut(cut, random), session.script, session.moment(cut));
        session.run(held, length, true);
        return session;
    }

    /** A process that goes on with what a power cut has left of another one: the cut may hit its recovery again. */
    private PowerCutSession cut(PowerCutScript.Kind kind, Durability durability, int length) throws Exception {
        PowerCutSession first = empty(kind, durability, length);
        first.run(0, length / 2, false);
        first.advance(first.length() - random.nextInt(first.length() / 2));
        DiskModel.Cut cut = DiskModel.Cut.SECTORS;
        Map<Integer, byte[]> files = first.cut(cut, random);
        int held = check("look", files, first.script, first.moment(cut));
        PowerCutSession second = first.onImage(files, held, nextFolder());
        second.run(held, length, true);
        return second;
    }

    private void judge(PowerCutSession session, int count) throws Exception {
        List<Integer> moments = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            moments.add(random.nextInt(session.length() + 1));
        }
        moments.sort(Integer::compare);
        try (ExecutorService pool = Executors.newFixedThreadPool(THREADS)) {
            for (int at : moments) {
                session.advance(at);
                DiskModel.Cut cut =
                        session.cuts().get(random.nextInt(session.cuts().size()));
                Map<Integer, byte[]> files = session.cut(cut, random);
                PowerCutSession.Moment moment = session.moment(cut);
                String what = session + ", " + cut + " at change " + at + " of " + session.length();
                pool.execute(() -> judge(what, files, session.script, moment));
            }
            pool.shutdown();
            assertThat(pool.awaitTermination(1, TimeUnit.HOURS)).isTrue();
        }
        assertThat(failures).isEmpty();
    }

    private void judge(String what, Map<Integer, byte[]> files, PowerCutScript script, PowerCutSession.Moment moment) {
        int number = images.incrementAndGet();
        try {
            if (check("image-" + number, files, script, moment) < moment.most()) {
                lost.incrementAndGet();
            }
        } catch (Exception | AssertionError e) {
            failures.add(what + ", kept in " + keep(number, files) + ": " + e);
        }
    }

    private static Path keep(int number, Map<Integer, byte[]> files) {
        Path folder = Path.of("target", "power-cut", "image-" + number).toAbsolutePath();
        try {
            new PowerCutImage(Files.createDirectories(folder), files);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return folder;
    }

    private int check(String name, Map<Integer, byte[]> files, PowerCutScript script, PowerCutSession.Moment moment)
            throws Exception {
        PowerCutImage image = new PowerCutImage(Files.createDirectory(folder.resolve(name)), files);
        try {
            return image.check(script, moment.least(), moment.most());
        } finally {
            image.delete();
        }
    }
}
