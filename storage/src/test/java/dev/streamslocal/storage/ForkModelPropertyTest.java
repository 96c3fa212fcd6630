package dev.streamslocal.storage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.streamslocal.protocol.AppendCommand;
import dev.streamslocal.protocol.AppendResult;
import dev.streamslocal.protocol.CreateCommand;
import dev.streamslocal.protocol.CreateResult;
import dev.streamslocal.protocol.DeleteResult;
import dev.streamslocal.protocol.ForkPoint;
import dev.streamslocal.protocol.Lifetime;
import dev.streamslocal.protocol.Messages;
import dev.streamslocal.protocol.ProducerStamp;
import dev.streamslocal.protocol.RoutingKey;
import dev.streamslocal.protocol.Timestamps;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Random creates, forks, appends, deletes, expiries, restarts and crashes against a plain model.
 *
 * <pre>
 * ./mvnw test -pl storage -am -Dtest=ForkModelPropertyTest -Dsurefire.failIfNoSpecifiedTests=false
 *     -Dfork.seeds=1000    that many runs, default 50; each prints nothing unless it fails
 *     -Dseed=42            the first of them
 * </pre>
 */
class ForkModelPropertyTest {

    private static final int SEEDS = Integer.getInteger("fork.seeds", 50);
    private static final int STEPS = 150;
    private static final String FILE = "durable-streams.sqlite";
    private static final List<String> NAMES = List.of("a", "b", "c/d", "e", "f", "g", "h", "i", "j");
    private static final List<RoutingKey> KEYS = List.of(RoutingKey.NONE, RoutingKey.of("k"), RoutingKey.of("l"));

    @TempDir
    Path directory;

    @Test
    void randomForksDeletesExpiriesAndCrashes_agreeWithModel() throws IOException {
        long first = Seeds.seed(getClass());
        long forks = 0;
        for (int i = 0; i < SEEDS; i++) {
            long seed = first + i;
            try {
                forks += new Run(Files.createDirectory(directory.resolve("run" + i)), seed).play();
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError("-Dseed=" + seed + " -Dfork.seeds=1", e);
            }
        }
        System.out.println("Fork model: " + SEEDS + " seeds from " + first + ", " + forks + " forks");
        assertThat(forks).isPositive();
    }

    private static final class Run {
        private final Random random;
        private final ManualClock clock = new ManualClock(1_000_000);
        private final ForkModel model = new ForkModel();
        private Path place;
        private Storage storage;
        private int numbers;
        private int copies;
        private int forks;

        Run(Path place, long seed) {
            this.place = place;
            this.random = new Random(seed);
            this.storage = open(place);
        }

        int play() throws IOException {
            try {
                for (int step = 0; step < STEPS; step++) {
                    act();
                }
                checkAll();
                reopen();
            } finally {
                storage.close();
            }
            Sound.check(place.resolve(FILE));
            return forks;
        }

        private Storage open(Path directory) {
            return Storage.open(StorageOptions.of(directory.resolve(FILE))
                    .clock(clock)
                    .cacheBytes(random.nextBoolean() ? 3000 : 1 << 20)
                    .pace(Calls.TINY));
        }

        private void act() throws IOException {
            String name = NAMES.get(random.nextInt(NAMES.size()));
            switch (random.nextInt(30)) {
                case 0, 1 -> create(name);
                case 2, 3, 4, 5, 6, 7, 8, 9, 10 -> fork(any(taken(), name), any(free(), name));
                case 11, 12, 13, 14 -> delete(name);
                case 15 -> clock.advance(random.nextInt(2000));
                case 16 -> sweep();
                case 17 -> close(name);
                case 18, 19 -> checkOne(name);
                case 20 -> {
                    if (random.nextInt(4) == 0) {
                        reopen();
                    }
                }
                case 21 -> {
                    if (random.nextInt(3) == 0) {
                        crash();
                    }
                }
                default -> append(name);
            }
        }

        private List<String> taken() {
            return NAMES.stream().filter(name -> model.find(name) != null).toList();
        }

        /** Names that a fork may take; at times all of them. */
        private List<String> free() {
            long now = clock.millis();
            return random.nextInt(4) == 0
                    ? NAMES
                    : NAMES.stream().filter(name -> model.isFree(name, now)).toList();
        }

        private String any(List<String> names, String otherwise) {
            return names.isEmpty() ? otherwise : names.get(random.nextInt(names.size()));
        }

        // Commands

        private void create(String name) {
            Lifetime lifetime = lifetime();
            boolean json = random.nextInt(4) > 0;
            List<String> texts = random.nextBoolean() ? texts(json) : List.of();
            RoutingKey key = key();
            ForkModel.Node held = model.find(name);
            long now = clock.millis();
            CreateResult result = Calls.create(storage, command(name, json, lifetime, texts, key));
            if (!model.isFree(name, now) && held != null) {
                boolean same =
                        held.source == null && held.json == json && held.lifetime.equals(lifetime) && !held.closed;
                assertThat(result).isEqualTo(taken(held, same));
                return;
            }
            ForkModel.Node node = new ForkModel.Node(name, json, lifetime, null, ForkPoint.AT_TAIL, 0, now);
            node.add(texts, key, now);
            assertThat(result).isEqualTo(new CreateResult.Created(node.tail()));
            model.put(node);
        }

        private CreateResult taken(ForkModel.Node held, boolean same) {
            if (held.isSoftDeleted(clock.millis())) {
                return new CreateResult.SoftDeleted();
            }
            return same ? new CreateResult.Existing() : new CreateResult.ConfigMismatch();
        }

        private void fork(String from, String name) {
            Optional<Stream> handle = storage.find(from);
            ForkModel.Node source = model.find(from);
            assertThat(handle.isPresent()).isEqualTo(source != null);
            if (source == null) {
                return;
            }
            long now = clock.millis();
            ForkPoint point = point(source);
            Lifetime lifetime = random.nextBoolean() ? source.lifetime : lifetime();
            List<String> texts = random.nextInt(3) == 0 ? texts(source.json) : List.of();
            RoutingKey key = key();
            CreateCommand command = command(name, source.json, lifetime, texts, key);
            ForkModel.Node held = model.find(name);
            boolean free = model.isFree(name, now);
            CreateResult result = Calls.await(reply -> storage.fork(handle.get(), point, command, reply::accept));
            Optional<ForkModel.Node> expected = forked(source, name, lifetime, point, now);
            if (!free && held != null) {
                assertThat(result).isEqualTo(taken(held, isSame(held, source, point, lifetime)));
            } else if (source.expired(now)) {
                assertThat(result).isEqualTo(new CreateResult.SourceMissing());
            } else if (source.softDeleted) {
                assertThat(result).isEqualTo(new CreateResult.SourceDeleted());
            } else if (expected.isEmpty()) {
                assertThat(result).isInstanceOf(CreateResult.BadForkPoint.class);
            } else {
                ForkModel.Node node = expected.get();
                node.add(texts, key, now);
                assertThat(result).isEqualTo(new CreateResult.Created(node.tail()));
                model.put(node);
                forks++;
            }
        }

        private static boolean isSame(ForkModel.Node held, ForkModel.Node source, ForkPoint point, Lifetime lifetime) {
            boolean place = point.position() == ForkPoint.TAIL || point.position() == held.point.position();
            return held.source == source
                    && place
                    && point.subOffset() == held.point.subOffset()
                    && held.lifetime.equals(lifetime)
                    && !held.closed;
        }

        /** The fork without messages of its own but for a prefix; empty if the source has no such place. */
        private static Optional<ForkModel.Node> forked(
                ForkModel.Node source, String name, Lifetime lifetime, ForkPoint asked, long now) {
            int position = asked.position() == ForkPoint.TAIL ? source.tail() : (int) asked.position();
            ForkPoint point = new ForkPoint(position, asked.subOffset());
            if (position > source.tail() || (asked.subOffset() > 0 && position == source.tail())) {
                return Optional.empty();
            }
            if (asked.subOffset() == 0) {
                return Optional.of(new ForkModel.Node(name, source.json, lifetime, source, point, position, now));
            }
            ForkModel.Entry next = source.entries.get(position);
            if (!source.json) {
                if (asked.subOffset() > next.text().length()) {
                    return Optional.empty();
                }
                ForkModel.Node node = new ForkModel.Node(name, false, lifetime, source, point, position, now);
                node.add(List.of(next.text().substring(0, (int) asked.subOffset())), next.key(), now);
                return Optional.of(node);
            }
            int end = position;
            boolean more = true;
            while (more && end < source.tail()) {
                more = !source.entries.get(end++).last();
            }
            long first = position + asked.subOffset();
            return first > end
                    ? Optional.empty()
                    : Optional.of(new ForkModel.Node(name, true, lifetime, source, point, first, now));
        }

        private ForkPoint point(ForkModel.Node source) {
            long position = random.nextInt(3) == 0 ? ForkPoint.TAIL : random.nextInt(source.tail() + 2);
            return new ForkPoint(position, random.nextInt(3) == 0 ? 1 + random.nextInt(4) : 0);
        }

        private void append(String name) {
            ForkModel.Node node = model.find(name);
            if (node == null) {
                assertThat(storage.find(name)).isEmpty();
                return;
            }
            long now = clock.millis();
            List<String> texts = texts(node.json);
            RoutingKey key = key();
            long timestamp = random.nextInt(6) == 0 ? now + random.nextInt(60_000) : Timestamps.NONE;
            AppendCommand command = new AppendCommand(
                    node.json ? Calls.JSON : Calls.BYTES,
                    messages(node.json, texts),
                    ProducerStamp.UNSTAMPED,
                    "",
                    timestamp,
                    key,
                    false);
            AppendResult result = Calls.append(storage, storage.find(name).orElseThrow(), command);
            if (node.isSoftDeleted(now)) {
                assertThat(result).isEqualTo(new AppendResult.SoftDeleted());
            } else if (node.expired(now)) {
                assertThat(result).isEqualTo(new AppendResult.StreamExpired());
            } else if (node.closed) {
                assertThat(result).isEqualTo(new AppendResult.StreamClosed(node.tail()));
            } else {
                if (timestamp == Timestamps.NONE) {
                    node.add(texts, key, now);
                } else {
                    node.addStamped(texts, key, timestamp);
                }
                node.renew(now);
                assertThat(result).isEqualTo(new AppendResult.Appended(node.tail(), false));
            }
        }

        private void close(String name) {
            ForkModel.Node node = model.find(name);
            long now = clock.millis();
            if (node != null && node.answers(now)) {
                AppendResult result = Calls.append(storage, storage.find(name).orElseThrow(), Calls.close());
                assertThat(result)
                        .isEqualTo(
                                node.closed
                                        ? new AppendResult.AlreadyClosed(node.tail())
                                        : new AppendResult.Appended(node.tail(), true));
                node.closed = true;
                node.renew(now);
            }
        }

        private void delete(String name) {
            ForkModel.Node node = model.find(name);
            if (node == null) {
                return;
            }
            DeleteResult result = Calls.delete(storage, name);
            if (node.isSoftDeleted(clock.millis())) {
                assertThat(result).isEqualTo(new DeleteResult.SoftDeleted());
            } else {
                assertThat(result).isEqualTo(new DeleteResult.Deleted());
                model.end(node);
            }
        }

        private void sweep() {
            long now = clock.millis();
            boolean forksOnly = random.nextBoolean();
            if (forksOnly) {
                storage.sweepForks(Integer.MAX_VALUE);
            } else {
                storage.sweep(Integer.MAX_VALUE);
            }
            // The order in which those are taken that have expired makes no difference to what is left.
            List<ForkModel.Node> expired = model.all().stream()
                    .filter(node -> node.expired(now) && !node.softDeleted && (!forksOnly || node.source != null))
                    .toList();
            for (ForkModel.Node node : expired) {
                if (model.find(node.name) == node) {
                    model.end(node);
                }
            }
            // Behind the sweep in the queue.
            Calls.create(storage, Storage.METRICS_STREAM, Calls.JSON);
        }

        // Restarts

        private void reopen() {
            storage.close();
            Sound.check(place.resolve(FILE));
            storage = open(place);
            adopt();
            checkAll();
        }

        /** What a crash would leave behind: the files as they are now, opened elsewhere. */
        private void crash() throws IOException {
            Path copy = Files.createDirectory(place.resolveSibling(place.getFileName() + "-" + copies++));
            for (String suffix : List.of("", "-wal")) {
                if (Files.exists(place.resolve(FILE + suffix))) {
                    Files.copy(place.resolve(FILE + suffix), copy.resolve(FILE + suffix));
                }
            }
            Sound.check(copy.resolve(FILE));
            storage.close();
            place = copy;
            storage = open(place);
            adopt();
            checkAll();
        }

        /** Takes over what a restart may change: a sliding deadline, by its lag. */
        private void adopt() {
            for (ForkModel.Node node : model.all()) {
                Stream stream = storage.find(node.name).orElseThrow();
                assertThat(stream.deadlineMillis() - node.exactDeadline).isBetween(0L, stream.renewalLagMillis());
                node.deadline = stream.deadlineMillis();
            }
        }

        // Checks

        private void checkAll() {
            NAMES.forEach(this::checkOne);
            long now = clock.millis();
            List<String> listed = storage.list(0, 100).stream()
                    .map(Stream::name)
                    .filter(name -> !name.equals(Storage.METRICS_STREAM))
                    .toList();
            assertThat(listed)
                    .containsExactlyInAnyOrderElementsOf(model.all().stream()
                            .filter(node -> node.answers(now))
                            .map(node -> node.name)
                            .toList());
        }

        private void checkOne(String name) {
            ForkModel.Node node = model.find(name);
            Optional<Stream> found = storage.find(name);
            assertThat(found.isPresent()).as(name).isEqualTo(node != null);
            if (node == null) {
                return;
            }
            Stream stream = found.orElseThrow();
            assertThat(stream.softDeleted(clock.millis())).as(name).isEqualTo(node.isSoftDeleted(clock.millis()));
            assertThat(stream.head().forks()).as(name).isEqualTo(node.forks.size());
            assertThat(stream.head().tail()).as(name).isEqualTo(node.tail());
            assertThat(stream.head().closed()).as(name).isEqualTo(node.closed);
            if (node.softDeleted) {
                assertThat(Calls.read(storage, new PageRequest(stream, 0, RoutingKey.NONE, 1 << 20, 1)))
                        .isEqualTo(new ReadResult.SoftDeleted());
                return;
            }
            assertThat(Calls.readAll(storage, name)).as(name).isEqualTo(node.texts());
            checkPage(stream, node);
            checkSince(stream, node);
        }

        private void checkPage(Stream stream, ForkModel.Node node) {
            int from = random.nextInt(node.tail() + 1);
            int most = 1 + random.nextInt(20);
            RoutingKey key = key();
            Page page = (Page) Calls.read(storage, new PageRequest(stream, from, key, Long.MAX_VALUE, most));
            List<String> expected = IntStream.range(from, node.tail())
                    .mapToObj(node.entries::get)
                    .filter(entry -> !key.present() || entry.key().equals(key))
                    .limit(most)
                    .map(ForkModel.Entry::text)
                    .toList();
            assertThat(Calls.messages(page))
                    .as("%s from %d of key %s", node.name, from, key)
                    .isEqualTo(expected);
            var survey = (SurveyResult.Surveyed)
                    Calls.survey(storage, new PageRequest(stream, from, key, Long.MAX_VALUE, most));
            assertThat(survey.next()).isEqualTo(page.next());
            assertThat(survey.entries()).isEqualTo(page.entries());
        }

        private void checkSince(Stream stream, ForkModel.Node node) {
            if (node.tail() == 0) {
                return;
            }
            long millis = node.entries.get(random.nextInt(node.tail())).millis() + random.nextInt(2);
            RoutingKey key = key();
            int expected = IntStream.range(0, node.tail())
                    .filter(i -> node.entries.get(i).millis() >= millis)
                    .filter(i -> !key.present() || node.entries.get(i).key().equals(key))
                    .findFirst()
                    .orElse(node.tail());
            assertThat(Calls.since(storage, stream, key, millis)).isEqualTo(new SinceResult.Found(expected));
        }

        // Choices

        private static CreateCommand command(
                String name, boolean json, Lifetime lifetime, List<String> texts, RoutingKey key) {
            return new CreateCommand(
                    name, json ? Calls.JSON : Calls.BYTES, lifetime, false, messages(json, texts), key);
        }

        private Lifetime lifetime() {
            return switch (random.nextInt(6)) {
                case 0 -> new Lifetime.Ttl(1 + random.nextInt(9));
                case 1 -> new Lifetime.Until(clock.millis() + random.nextInt(12_000));
                default -> Lifetime.FOREVER;
            };
        }

        private RoutingKey key() {
            return KEYS.get(random.nextInt(KEYS.size()));
        }

        /** The messages of one request; sometimes so many or so long that they are cut over several rows. */
        private List<String> texts(boolean json) {
            int count = !json ? 1 : random.nextInt(6) == 0 ? 1 + random.nextInt(30) : 1 + random.nextInt(4);
            int length = random.nextInt(10) == 0 ? random.nextInt(800) : random.nextInt(20);
            List<String> texts = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                String text = "m" + numbers++ + "x".repeat(length);
                texts.add(json ? '"' + text + '"' : text);
            }
            return texts;
        }

        private static Messages messages(boolean json, List<String> texts) {
            if (texts.isEmpty()) {
                return Messages.none();
            }
            return json ? Calls.json("[" + String.join(",", texts) + "]") : Calls.bytes(texts.getFirst());
        }
    }
}
