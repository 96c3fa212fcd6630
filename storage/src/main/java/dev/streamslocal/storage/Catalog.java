package dev.streamslocal.storage;

import dev.streamslocal.protocol.Lifetime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.ToLongFunction;

/** All streams that are not removed, soft-deleted ones too, by name. Changed by the writer thread only, read by any. */
final class Catalog {

    private final ConcurrentMap<String, Stream> byName = new ConcurrentHashMap<>();
    private final ConcurrentNavigableMap<String, Stream> sorted = new ConcurrentSkipListMap<>(Catalog::compareUtf8);

    /** Forks that may expire: while one of them lives, its source has to stay. */
    private final Set<Stream> expiringForks = ConcurrentHashMap.newKeySet();

    int size() {
        return byName.size();
    }

    Optional<Stream> find(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    Iterable<Stream> all() {
        return byName.values();
    }

    /** Up to {@code count} streams that {@link #list} shows, those of the largest measure first, equal ones by name. */
    List<Stream> top(int count, ToLongFunction<Stream> measure, long nowMillis) {
        Comparator<Measured> order = Comparator.comparingLong(Measured::measure)
                .thenComparing(
                        (a, b) -> compareUtf8(b.stream().name(), a.stream().name()));
        PriorityQueue<Measured> largest = new PriorityQueue<>(order);
        for (Stream stream : byName.values()) {
            if (!stream.expired(nowMillis) && !stream.head().softDeleted()) {
                largest.add(new Measured(stream, measure.applyAsLong(stream)));
                if (largest.size() > count) {
                    largest.remove();
                }
            }
        }
        return largest.stream().sorted(order.reversed()).map(Measured::stream).toList();
    }

    /** Measured once: what is measured may change while streams are compared. */
    private record Measured(Stream stream, long measure) {}

    void add(Stream stream) {
        byName.put(stream.name(), stream);
        sorted.put(stream.name(), stream);
        if (stream.isFork() && !(stream.lifetime() instanceof Lifetime.Forever)) {
            expiringForks.add(stream);
        }
    }

    void remove(Stream stream) {
        stream.remove();
        byName.remove(stream.name(), stream);
        sorted.remove(stream.name(), stream);
        expiringForks.remove(stream);
    }

    /** Payload of all streams. */
    long payloadBytes() {
        long bytes = 0;
        for (Stream stream : byName.values()) {
            bytes += stream.head().payloadBytes();
        }
        return bytes;
    }

    /** Forgets all producers that can be read again; returns the weight of those that are left. For the writer thread. */
    long forgetProducers() {
        long left = 0;
        for (Stream stream : byName.values()) {
            stream.producers = stream.producers.unmergedAlone();
            left += stream.producers.weight();
        }
        return left;
    }

    /** Up to {@code limit} streams that have passed their deadline and are not soft-deleted. */
    List<Stream> expired(int limit, long nowMillis) {
        return expired(byName.values(), limit, nowMillis);
    }

    /** The same of forks alone. */
    List<Stream> expiredForks(int limit, long nowMillis) {
        return expired(expiringForks, limit, nowMillis);
    }

    private static List<Stream> expired(Collection<Stream> streams, int limit, long nowMillis) {
        List<Stream> expired = new ArrayList<>();
        for (Stream stream : streams) {
            if (expired.size() >= limit) {
                break;
            }
            if (stream.expired(nowMillis) && !stream.head().softDeleted()) {
                expired.add(stream);
            }
        }
        return expired;
    }

    /** Streams that have neither expired nor been soft-deleted, in the order of the UTF-8 bytes of their names. */
    List<Stream> list(long offset, int limit, long nowMillis) {
        List<Stream> page = new ArrayList<>();
        long skip = offset;
        for (Stream stream : sorted.values()) {
            if (page.size() >= limit) {
                break;
            }
            if (!stream.expired(nowMillis) && !stream.head().softDeleted() && skip-- <= 0) {
                page.add(stream);
            }
        }
        return page;
    }

    /** Byte order of UTF-8 is code point order: surrogates sort above all other units. */
    static int compareUtf8(String a, String b) {
        int common = Math.min(a.length(), b.length());
        for (int i = 0; i < common; i++) {
            char x = a.charAt(i);
            char y = b.charAt(i);
            if (x != y) {
                boolean surrogateX = Character.isSurrogate(x);
                return surrogateX == Character.isSurrogate(y) ? Character.compare(x, y) : surrogateX ? 1 : -1;
            }
        }
        return Integer.compare(a.length(), b.length());
    }
}
