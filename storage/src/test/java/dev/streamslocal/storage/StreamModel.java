package dev.streamslocal.storage;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.streamslocal.protocol.AppendCommand;
import dev.streamslocal.protocol.AppendResult;
import dev.streamslocal.protocol.CreateCommand;
import dev.streamslocal.protocol.Lifetime;
import dev.streamslocal.protocol.Messages;
import dev.streamslocal.protocol.ProducerStamp;
import dev.streamslocal.protocol.RoutingKey;
import dev.streamslocal.protocol.Timestamps;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What a stream has to be like, written down as plainly as possible. */
final class StreamModel {

    record Message(String text, long millis, RoutingKey key) {}

    record Producer(long epoch, long seq) {}

    record Page(List<String> messages, long next, boolean upToDate, boolean closed) {}

    final String contentType;
    final Lifetime lifetime;
    final List<Message> messages = new ArrayList<>();
    final Map<String, Producer> producers = new HashMap<>();
    String streamSeq = "";
    boolean closed;
    ProducerStamp closedBy = ProducerStamp.UNSTAMPED;
    long lastMillis;
    long deadline;
    /** The deadline as it would be had the storage never been restarted. */
    long asked;

    boolean gone;

    StreamModel(CreateCommand command, long now) {
        contentType = command.contentType();
        lifetime = command.lifetime();
        lastMillis = now;
        deadline = lifetime.deadlineMillis(now);
        asked = deadline;
        add(command.messages(), now, command.key());
        closed = command.closed();
    }

    boolean expired(long now) {
        return now > deadline;
    }

    void renew(long now) {
        if (lifetime instanceof Lifetime.Ttl ttl && !expired(now)) {
            deadline = Math.max(deadline, now + 1000 * ttl.seconds());
            asked = now + 1000 * ttl.seconds();
        }
    }

    private void add(Messages added, long millis, RoutingKey key) {
        for (int i = 0; i < added.count(); i++) {
            String text =
                    new String(added.bytes(), added.start() + added.begin(i), added.end(i) - added.begin(i), UTF_8);
            messages.add(new Message(text, millis, key));
            lastMillis = millis;
        }
    }

    AppendResult append(AppendCommand command, long now) {
        if (gone) {
            return new AppendResult.StreamMissing();
        }
        if (expired(now)) {
            return new AppendResult.StreamExpired();
        }
        AppendResult result = admit(command, now);
        if (result instanceof AppendResult.Appended
                || result instanceof AppendResult.Duplicate
                || result instanceof AppendResult.AlreadyClosed
                || result instanceof AppendResult.ClosedByThis) {
            renew(now);
        }
        return result;
    }

    private AppendResult admit(AppendCommand command, long now) {
        long tail = messages.size();
        boolean closeOnly = command.messages().count() == 0;
        ProducerStamp.Stamped stamp = command.producer() instanceof ProducerStamp.Stamped by ? by : null;
        if (closed) {
            if (closeOnly) {
                return new AppendResult.AlreadyClosed(tail);
            }
            boolean repeated = command.close() && stamp != null && stamp.equals(closedBy);
            return repeated
                    ? new AppendResult.ClosedByThis(tail, stamp.epoch(), stamp.seq())
                    : new AppendResult.StreamClosed(tail);
        }
        if (!closeOnly && !command.contentType().equals(contentType)) {
            return new AppendResult.ContentTypeMismatch();
        }
        if (stamp != null) {
            Producer known = producers.get(stamp.id());
            if (known != null && stamp.epoch() < known.epoch()) {
                return new AppendResult.StaleEpoch(known.epoch());
            }
            boolean fresh = known == null || stamp.epoch() > known.epoch();
            if (fresh && stamp.seq() > 0) {
                return new AppendResult.BadProducerSequence();
            }
            if (!fresh && stamp.seq() <= known.seq()) {
                return new AppendResult.Duplicate(tail, known.epoch(), known.seq());
            }
            if (!fresh && stamp.seq() != known.seq() + 1) {
                return new AppendResult.ProducerGap(known.seq() + 1, stamp.seq());
            }
        }
        if (!command.streamSeq().isEmpty() && !(command.streamSeq().compareTo(streamSeq) > 0)) {
            return new AppendResult.SequenceMismatch(streamSeq, command.streamSeq());
        }
        long millis = command.timestamp() == Timestamps.NONE
                ? Math.max(now, lastMillis)
                : command.timestamp() > lastMillis ? command.timestamp() : lastMillis + 1;
        add(command.messages(), millis, command.key());
        if (stamp != null) {
            producers.put(stamp.id(), new Producer(stamp.epoch(), stamp.seq()));
        }
        if (!command.streamSeq().isEmpty()) {
            streamSeq = command.streamSeq();
        }
        if (command.close()) {
            closed = true;
            closedBy = command.producer();
        }
        return new AppendResult.Appended(messages.size(), command.close());
    }

    Page page(long from, RoutingKey key, long bytesMax, long entriesMax) {
        List<String> page = new ArrayList<>();
        long bytes = 0;
        long next = from;
        boolean full = false;
        while (!full && next < messages.size()) {
            Message message = messages.get((int) next++);
            if (!key.present() || key.equals(message.key())) {
                page.add(message.text());
                bytes += message.text().getBytes(UTF_8).length;
                full = bytes >= bytesMax || page.size() >= entriesMax;
            }
        }
        boolean upToDate = next == messages.size();
        return new Page(page, next, upToDate, upToDate && closed);
    }

    long since(RoutingKey key, long millis) {
        for (int i = 0; i < messages.size(); i++) {
            Message message = messages.get(i);
            if (message.millis() >= millis && (!key.present() || key.equals(message.key()))) {
                return i;
            }
        }
        return messages.size();
    }

    long payloadBytes() {
        return messages.stream()
                .mapToLong(message -> message.text().getBytes(UTF_8).length)
                .sum();
    }
}
