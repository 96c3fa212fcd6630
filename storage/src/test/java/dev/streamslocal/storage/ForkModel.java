package dev.streamslocal.storage;

import dev.streamslocal.protocol.ForkPoint;
import dev.streamslocal.protocol.Lifetime;
import dev.streamslocal.protocol.RoutingKey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What streams and their forks have to be: each holds a copy of all that it inherits, and a list of its forks. */
final class ForkModel {

    /** One message, and whether its request ends with it. */
    record Entry(String text, long millis, RoutingKey key, boolean last) {}

    /** One stream. */
    static final class Node {
        final String name;
        final boolean json;
        final Lifetime lifetime;
        final @Nullable Node source;
        final ForkPoint point;
        final long first;
        final List<Entry> entries = new ArrayList<>();
        final List<Node> forks = new ArrayList<>();
        long lastMillis;
        long deadline;

        /** The deadline without what restarts add. */
        long exactDeadline;

        boolean closed;
        boolean softDeleted;

        Node(
                String name,
                boolean json,
                Lifetime lifetime,
                @Nullable Node source,
                ForkPoint point,
                long first,
                long now) {
            this.name = name;
            this.json = json;
            this.lifetime = lifetime;
            this.source = source;
            this.point = point;
            this.first = first;
            lastMillis = first == 0 || source == null
                    ? now
                    : Math.max(now, source.entries.get((int) first - 1).millis());
            deadline = lifetime.deadlineMillis(now);
            exactDeadline = deadline;
            if (source != null) {
                entries.addAll(source.entries.subList(0, (int) first));
                if (first > 0) {
                    // A request that the fork cuts ends where it was cut.
                    Entry cut = entries.removeLast();
                    entries.add(new Entry(cut.text(), cut.millis(), cut.key(), true));
                }
            }
        }

        int tail() {
            return entries.size();
        }

        boolean expired(long now) {
            return now > deadline;
        }

        boolean isSoftDeleted(long now) {
            return softDeleted || (expired(now) && !forks.isEmpty());
        }

        boolean answers(long now) {
            return !softDeleted && !expired(now);
        }

        void renew(long now) {
            if (lifetime instanceof Lifetime.Ttl) {
                deadline = Math.max(deadline, lifetime.deadlineMillis(now));
                exactDeadline = lifetime.deadlineMillis(now);
            }
        }

        /** Adds the messages of one request that named no time. */
        void add(List<String> texts, RoutingKey key, long now) {
            addAt(texts, key, Math.max(lastMillis, now));
        }

        /** The same for one that did. */
        void addStamped(List<String> texts, RoutingKey key, long millis) {
            addAt(texts, key, Math.max(lastMillis + 1, millis));
        }

        private void addAt(List<String> texts, RoutingKey key, long millis) {
            lastMillis = millis;
            for (int i = 0; i < texts.size(); i++) {
                entries.add(new Entry(texts.get(i), lastMillis, key, i == texts.size() - 1));
            }
        }

        List<String> texts() {
            return entries.stream().map(Entry::text).toList();
        }
    }

    private final Map<String, Node> byName = new HashMap<>();

    @Nullable
    Node find(String name) {
        return byName.get(name);
    }

    Collection<Node> all() {
        return byName.values();
    }

    /** Whether the name is free, also because what held it has expired. */
    boolean isFree(String name, long now) {
        Node node = byName.get(name);
        return node == null || (node.expired(now) && !node.isSoftDeleted(now));
    }

    void put(Node node) {
        Node expired = byName.get(node.name);
        if (expired != null) {
            remove(expired);
        }
        byName.put(node.name, node);
        if (node.source != null) {
            node.source.forks.add(node);
        }
    }

    /** Ends a stream: it goes, or stays for its forks alone. */
    void end(Node node) {
        if (node.forks.isEmpty()) {
            remove(node);
        } else {
            node.softDeleted = true;
        }
    }

    private void remove(Node node) {
        byName.remove(node.name);
        Node source = node.source;
        if (source != null) {
            source.forks.remove(node);
            if (source.softDeleted && source.forks.isEmpty()) {
                remove(source);
            }
        }
    }
}
